// Writing a group, new or there already.
import { html, useMemo, useRef } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as groups from '../../api/kadi/groups.js';
import { Button } from '../../components/button.js';
import { confirm } from '../../components/dialog.js';
import { RadioGroup, TextField } from '../../components/field.js';
import { ErrorSummary } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { MarkdownEditor } from '../../components/markdown-editor.js';
import { Page } from '../../components/page.js';
import { Restored } from '../../components/restored.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { identifierOf } from './identifier.js';
import { at } from './places.js';

export const title = 'groups.edit_title';
export const load = ({ params, signal }) => (params.id ? groups.get(params.id, signal) : null);

const empty = { title: '', identifier: '', description: '', visibility: 'private' };
const startOf = found => Object.fromEntries(Object.keys(empty).map(name => [name, found[name]]));

/** Only what differs is sent, so that two people who change different things do not undo each other. */
const changesOf = (found, entries) => Object.fromEntries(Object.entries(entries).filter(([name, value]) => value !== found[name]));

function Fields({ form, isNew }) {
  const own = useRef(!isNew || form.values.identifier !== '');
  const setTitle = text => { form.set('title', text); if (!own.current) form.set('identifier', identifierOf(text)); };
  const setName = text => { own.current = text !== ''; form.set('identifier', text); };
  return html`
    <${TextField} ...${form.field('title', { label: t('groups.name') })} onValue=${setTitle} autocomplete="off" maxlength="150" required />
    <${TextField} ...${form.field('identifier', { label: t('research.identifier'), hint: t('groups.identifier_hint') })} onValue=${setName} code autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="50" required />
    <${MarkdownEditor} ...${form.field('description', { label: t('research.description'), optional: true })} rows=${6} />
    <${RadioGroup} ...${form.field('visibility', { label: t('research.visibility') })} options=${[
      { value: 'private', label: status('visibility', 'private').word, hint: t('groups.private_hint') }, { value: 'public', label: status('visibility', 'public').word, hint: t('groups.public_hint') },
    ]} />`;
}

function Editor({ group }) {
  const isNew = !group;
  const start = useMemo(() => (group ? startOf(group) : { ...empty }), [group]);
  const done = found => {
    stale(at.groups, `/groups/${found.id}`);
    if (isNew) toast(t('groups.created', { name: found.title }));
    go(at.group(found.id), { replace: isNew });
  };
  const form = useForm({
    start, done, draft: `group:${group?.id ?? 'new'}`,
    check: entries => ({ title: !entries.title.trim() && 'missing', identifier: !entries.identifier.trim() && 'missing' }),
    send: entries => (isNew ? groups.create(entries) : groups.update(group.id, changesOf(group, entries))),
  });
  const changed = JSON.stringify(form.values) !== JSON.stringify(start);
  const discard = async () => {
    if (changed && !(await confirm({ title: t('research.discard_title'), text: t('research.discard_text'), verb: t('research.discard'), danger: true }))) return;
    form.reset();
    go(group ? at.group(group.id) : at.groups);
  };
  return html`
    <${Restored} form=${form} when=${changed} />
    <form class="editor-form" novalidate onSubmit=${event => { event.preventDefault(); form.submit(); }} aria-label=${t(isNew ? 'groups.new' : title)}>
      <${ErrorSummary} faults=${form.summary} words=${form.words} round=${form.round} />
      <div class="form wide"><${Fields} form=${form} isNew=${isNew} /></div>
      <div class="editor-bar">
        <span class="muted" role="status">${form.busy ? t('components.sending') : ''}</span>
        <${Button} onClick=${discard}>${t('research.discard')}<//>
        <${Button} kind="primary" type="submit" busy=${form.busy}>${t(isNew ? 'groups.create' : 'research.save')}<//>
      </div>
    </form>`;
}

export default function Edit({ data, params }) {
  const group = data.value;
  const crumbs = [{ href: at.groups, label: t('groups.title') }, ...(group ? [{ href: at.group(group.id), label: group.title }] : [])];
  return html`<${Page} title=${t(params.id ? title : 'groups.new')} crumbs=${crumbs} width="editor wide-editor">
    <${Loaded} data=${data} height="30rem">${() => html`<${Editor} key=${group?.id ?? 'new'} group=${group} />`}<//>
  <//>`;
}
