// One row of the tree: what it is, what is below it, and what can be done with it.
import { html, useState } from '../../vendor/ui.js';
import { list, plural, t } from '../../i18n/text.js';
import * as outline from '../../api/app/learning-outline.js';
import * as administration from '../../api/lms/administration.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Icon } from '../../components/icon.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Notice } from '../../components/notice.js';
import { Refused } from '../../components/refused.js';
import { Breadcrumb } from '../../components/breadcrumb.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { useFetched } from '../../state/fetched.js';
import { NodeDialog } from './edit-form.js';
import { at, below, crumbsOf, heldWords, icons, insideWords, learnersWords, newWord, nounsWord, nounWord, stageWord } from './edit-places.js';
import { manages } from './places.js';

export const Shown = ({ on }) => html`<${Status} noun="content" value=${on ? 'on' : 'off'} />`;

const hrefOf = row => (row.noun === 'topic' ? at.editTopic(row.id) : at.branch(row.noun, row.id));

/** Deletes a row if the person agrees to what goes along with it, in numbers; those are asked anew, because others write too. Resolves to true when it is gone. */
export async function removeAsked(node) {
  const { name, holds } = await outline.get(node.noun, node.id);
  const things = heldWords(holds);
  const text = [
    things.length ? t('learning_admin.delete_with', { what: list(things) }) : t('learning_admin.delete_alone'),
    holds.learners > 0 && plural('learning_admin.delete_learners', holds.learners),
    holds.requests > 0 && plural('learning_admin.delete_requests', holds.requests),
    t('learning_admin.delete_for_good'),
  ].filter(Boolean).join(' ');
  if (!(await confirm({ title: t('learning_admin.delete_title', { name }), text, verb: t('learning_admin.delete'), danger: true }))) return false;
  await administration.remove(node.noun, node.id);
  toast(t('learning_admin.deleted', { name }));
  return true;
}

const Child = ({ row }) => html`<li class="file">
  <${Icon} name=${icons[row.noun]} />
  <a class="file-name" href=${hrefOf(row)} data-keep-place=${row.noun === 'topic' ? undefined : ''}>${row.name}</a>
  ${row.noun !== 'topic' && html`<span class="file-facts">${insideWords(row)}</span>`}
  ${!row.isActive && html`<${Shown} on=${false} />`}
</li>`;

function Children({ node, turn, create }) {
  const noun = below[node.noun];
  const data = useFetched(signal => outline.branches(node, signal), [node.id, turn]);
  const may = noun === 'topic' || manages();
  const add = may && (noun === 'topic' ? html`<${ButtonLink} kind="primary" small icon="plus" href=${at.newTopic(node.id)}>${newWord(noun)}<//>`
    : html`<${Button} small icon="plus" onClick=${create}>${newWord(noun)}<//>`);
  return html`<section class="section" aria-label=${nounsWord(noun)}>
    <header class="section-head"><h3>${nounsWord(noun)}</h3><div class="page-actions">${add}</div></header>
    <${Loaded} data=${data} lines=${3}>${rows => (rows.length
      ? html`<ul class="files" aria-label=${nounsWord(noun)}>${rows.map(row => html`<${Child} key=${row.id} row=${row} />`)}</ul>`
      : html`<${Empty} icon=${icons[noun]} level=${3} title=${t('learning_admin.nothing_inside')}>${t('learning_admin.nothing_inside_text')}<//>`)}<//>
  </section>`;
}

const mentorOf = ({ mentor }) => (mentor ? html`${mentor.name}${mentor.email && html` <span class="muted">${mentor.email}</span>`}` : t('learning_admin.mentor_none'));

const factsOf = node => [
  { label: t('learning_admin.stage'), value: node.stage ? stageWord(node.stage) : null },
  { label: t('learning_admin.mentor'), value: node.noun === 'subject' ? mentorOf(node) : null },
  { label: t('learning_admin.holds'), value: list(heldWords(node.holds)) },
  { label: t('learning_admin.people_in'), value: list(learnersWords(node.holds)) },
  { label: t('learning_admin.picture'), value: node.picture },
  { label: t('learning_admin.changed_at'), value: html`<${DateTime} value=${node.updatedAt} />` },
];

/** `changed(node | null)`: another state of this row, or none; `turn` says that something below changed; `editing`: it is opened to be changed. */
export function NodePanel({ node, turn, changed, editing }) {
  const [dialog, setDialog] = useState(editing && manages() ? 'edit' : null); // 'edit' | 'create'
  const [attempt, { failure, busy }] = useAttempt();
  const set = on => attempt(() => administration.update(node.noun, node.id, { isActive: on }), () => {
    toast(t(on ? 'learning_admin.shown_said' : 'learning_admin.hidden_said', { name: node.name }));
    changed(node);
  });
  const remove = () => attempt(() => removeAsked(node), gone => { if (gone) changed(null); });
  const items = [
    { label: t(node.isActive ? 'learning_admin.hide' : 'learning_admin.show'), icon: 'eye', run: () => set(!node.isActive) },
    { label: t('learning_admin.delete'), icon: 'trash', danger: true, run: remove },
  ];
  const hidden = node.above.find(entry => !entry.isActive);
  const shut = () => {
    setDialog(null);
    if (editing) go(at.branch(node.noun, node.id), { replace: true, keep: true }); // loaded again, the page does not open it again
  };
  const saved = made => id => {
    shut();
    toast(t(made ? 'learning_admin.created_said' : 'learning_admin.saved_said'));
    changed(node, made ? { noun: below[node.noun], id } : null);
  };
  return html`<section class="stack" aria-labelledby="outline-name">
    ${node.above.length > 0 && html`<${Breadcrumb} steps=${crumbsOf(node.above)} />`}
    <div class="page-title"><h2 id="outline-name" tabindex="-1">${node.name}</h2><span class="muted">${nounWord(node.noun)}</span><${Shown} on=${node.isActive} />
      ${manages() && html`<div class="page-actions"><${Button} icon="edit" onClick=${() => setDialog('edit')}>${t('learning_admin.edit')}<//>
        <${Menu} kind="secondary" icon="more" busy=${busy} label=${t('components.table.actions')} items=${items} /></div>`}</div>
    <${Refused} words=${failure} />
    ${hidden && html`<${Notice} title=${t('learning_admin.hidden_by', { name: hidden.name })} />`}
    ${!manages() && html`<p class="muted">${t('learning_admin.only_topics')}</p>`}
    ${node.description && html`<p class="outline-text">${node.description}</p>`}
    <${Facts} label=${t('learning_admin.facts')} items=${factsOf(node)} />
    <${Children} node=${node} turn=${turn} create=${() => setDialog('create')} />
    ${dialog === 'edit' && html`<${NodeDialog} noun=${node.noun} node=${node} close=${shut} saved=${saved(false)} />`}
    ${dialog === 'create' && html`<${NodeDialog} noun=${below[node.noun]} node=${null} parent=${node} close=${shut} saved=${saved(true)} />`}
  </section>`;
}
