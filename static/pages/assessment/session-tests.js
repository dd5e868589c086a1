// The tests of a session: how far each is; tests that nobody has begun can be taken away, others added.
import { html } from '../../vendor/ui.js';
import { languages, t } from '../../i18n/text.js';
import * as sessionTests from '../../api/itr/session_tests.js';
import { Combobox } from '../../components/combobox.js';
import { DataTable } from '../../components/data-table.js';
import { confirm } from '../../components/dialog.js';
import { Progress } from '../../components/progress.js';
import { Status } from '../../components/status.js';
import { toast } from '../../components/toast.js';
import { chosen, pickTests } from './plan-tests.js';
import { at } from './places.js';

/** How far a test is, in words: pages while it runs, answered questions when it is done. */
export const farWords = test => (test.state === 'done' ? t('assessment.test.answered', { share: test.answered })
  : test.state === 'running' ? (test.pages > 0 ? t('assessment.test.page', { page: Math.min(test.page + 1, test.pages), pages: test.pages }) : t('assessment.test.begun')) : t('assessment.test.not_begun'));

const shareOf = test => (test.state === 'done' ? 1 : test.pages > 0 ? Math.min(1, test.page / test.pages) : test.answered / 100);

/** How far a test, or somebody in several, is. */
export const TestProgress = ({ row, share, words }) => html`<div class="test-progress">
  <${Progress} quiet value=${share} label=${t('assessment.test.progress_of', { name: row.name })} detail=${words} tone=${row.state === 'done' ? 'ok' : 'accent'} /></div>`;

const columns = [
  { label: 'assessment.test.one', main: true, cell: row => html`<a href=${at.test(row.testId)}>${row.name}</a>${row.language && html`<span class="hint">${languages[row.language] ?? row.language}</span>`}` },
  { label: 'assessment.state', status: true, narrow: true, cell: row => html`<${Status} noun="session" value=${row.state} />` },
  { label: 'assessment.test.progress', fact: true, cell: row => html`<${TestProgress} row=${row} share=${shareOf(row)} words=${farWords(row)} />` },
];

/** `mayChange`: tests can come and go; `planned`: they only say what members get, so nobody is anywhere in them. */
export function SessionTests({ session, rows, names, reload, attempt, mayChange, planned }) {
  const add = async entry => {
    if (!entry) return;
    const done = await attempt(async () => {
      const [test] = await chosen([entry.value]);
      await sessionTests.create(session.id, { testId: test.id, personId: session.personId, sequence: Math.max(-1, ...rows.map(row => row.sequence)) + 1, language: test.language, norms: test.norm ? [test.norm] : [] });
    });
    if (done) { toast(t('assessment.test.added', { name: entry.label })); reload(); }
  };
  const remove = async row => {
    if (!(await confirm({ title: t('assessment.test.remove_title', { name: row.name }), text: t('assessment.test.remove_text'), verb: t('assessment.test.remove'), danger: true }))) return;
    if (await attempt(() => sessionTests.remove(session.id, row.id))) { toast(t('assessment.test.removed', { name: row.name })); reload(); }
  };
  const shown = rows.map(row => ({ ...row, name: names.get(row.testId) ?? t('assessment.test.gone') }));
  const acts = mayChange ? [{ label: 'assessment.test.remove', icon: 'close', when: row => row.state === 'ready', run: remove }] : [];
  return html`
    <${DataTable} caption=${t('assessment.test.table')} rows=${shown} columns=${planned ? columns.slice(0, 1) : columns} actions=${acts} empty="assessment.test.empty" />
    ${mayChange && html`<div class="form"><${Combobox} label=${t('assessment.plan.add_test')} value=${null} search=${pickTests} onValue=${add} /></div>`}`;
}

