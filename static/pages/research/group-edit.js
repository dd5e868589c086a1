// Writing a group, new or there already.
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as groups from '../../api/kadi/groups.js';
import { ErrorSummary } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { Page } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { differing, EditorBar, Naming, unnamed, useEditing, Visibility } from './editing.js';
import { at } from './places.js';

export const title = 'groups.edit_title';
export const load = ({ params, signal }) => (params.id ? groups.get(params.id, signal) : null);

const empty = { title: '', identifier: '', description: '', visibility: 'private' };
const names = { title: 'research.title', identifier: 'research.identifier', description: 'research.description', visibility: 'research.visibility' };
const whole = found => Object.fromEntries(Object.keys(empty).map(name => [name, found[name]]));

const Fields = ({ form, isNew }) => html`
  <${Naming} form=${form} isNew=${isNew} title=${t('research.title')} hint=${t('groups.identifier_hint')} />
  <${MarkdownEditor} ...${form.field('description', { label: t('research.description'), optional: true })} rows=${6} />
  <${Visibility} form=${form} hints=${{ private: t('groups.private_hint'), public: t('groups.public_hint') }} />`;

function Editor({ group }) {
  const isNew = !group;
  const start = useMemo(() => (group ? whole(group) : { ...empty }), [group]);
  const done = found => {
    stale(at.groups, `/groups/${found.id}`);
    if (isNew) toast(t('groups.created', { name: found.title }));
    go(at.group(found.id), { replace: isNew });
  };
  const form = useForm({
    start, done, check: unnamed, draft: `group:${group?.id ?? 'new'}`,
    send: entries => (isNew ? groups.create(entries) : groups.update(group.id, differing(entries, group))),
  });
  const meanwhile = () => group && { opened: group, get: groups.get, whole, mine: differing(form.values, group), word: name => t(names[name]), text: fields => t('groups.meanwhile', { fields }) };
  const { save, changed, bar } = useEditing({ form, start, away: group ? at.group(group.id) : at.groups, meanwhile });
  return html`
    <${Restored} form=${form} when=${changed} />
    <form class="editor-form" novalidate onSubmit=${save} aria-label=${t(isNew ? 'groups.new' : title)}>
      <${ErrorSummary} faults=${form.summary} words=${form.words} round=${form.round} />
      <div class="form wide"><${Fields} form=${form} isNew=${isNew} /></div>
      <${EditorBar} ...${bar} verb=${t(isNew ? 'groups.create' : 'research.save')} />
    </form>`;
}

export default function Edit({ data, params }) {
  const group = data.value;
  const crumbs = [{ href: at.groups, label: t('groups.title') }, ...(group ? [{ href: at.group(group.id), label: group.title }] : [])];
  return html`<${Page} title=${t(params.id ? title : 'groups.new')} crumbs=${crumbs} width="editor wide-editor">
    <${Loaded} data=${data} height="30rem">${() => html`<${Editor} key=${group?.id ?? 'new'} group=${group} />`}<//>
  <//>`;
}
