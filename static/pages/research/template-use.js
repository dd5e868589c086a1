// A record from a template: what its form begins with, and what is done with the record once it is there (collections, links, sharing).
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import * as links from '../../api/kadi/links.js';
import * as roles from '../../api/kadi/roles.js';
import * as templates from '../../api/kadi/templates.js';
import { ButtonLink } from '../../components/button.js';
import { Combobox } from '../../components/combobox.js';
import { Notice } from '../../components/notice.js';
import { Progress } from '../../components/progress.js';
import { describe } from '../../errors/words.js';
import { go } from '../../router.js';
import * as drafts from '../../state/drafts.js';
import { stale } from '../../state/resource.js';
import { account } from '../../state/session.js';
import { pickTemplates } from './picks.js';
import { at } from './places.js';
import { roleWord } from './role-words.js';
import { completed } from './template-check.js';
import { Thing } from './thing.js';

/** Where a new record is kept while it is written. */
export const draftOf = template => `record:new${template ? `:template:${template}` : ''}`;

let carried = null; // { from, to, entries } from when a template is chosen or left until its form is there

/** What was typed goes along to the form with that template, or without one: `entries` are those that differ from what the form began with. */
const carry = (entries, from, to) => { carried = Object.keys(entries).length ? { from: draftOf(from), to: draftOf(to), entries } : null; };

/** Makes a draft of what was carried to this form; typed metadata stands before the template's. */
export function arrive(draft, start) {
  const found = carried;
  carried = null;
  if (found?.to !== draft) return;
  const { from, entries } = found;
  const extras = entries.extras && [...entries.extras, ...start.extras.filter(node => !entries.extras.some(own => own.key === node.key))];
  drafts.write(draft, { ...start, ...drafts.read(draft), ...entries, ...(extras && { extras }) });
  drafts.drop(from);
}

/** A record as a template would have it, in the form of the API's answers; `record` is one that is there and only gets what it lacks. */
export function recordFrom(template, record = null) {
  if (record) return { ...record, extras: completed(record.extras, templates.extrasOf(template)) };
  const { data } = template;
  const none = { title: '', identifier: '', type: null, description: '', license: null, tags: [], visibility: 'private' };
  return template.type === 'extras' ? { ...none, extras: data } : { ...none, title: data.title, identifier: data.identifier, type: data.type, description: data.description, license: data.license, tags: data.tags, extras: data.extras };
}

/** What is left to do for a record that was made from a template: [{ kind, id, send: recordId → promise, … }]. */
export function stepsOf(template) {
  if (template?.type !== 'record') return [];
  const { data } = template;
  return [
    ...data.collections.map(id => ({ what: 'collection', kind: 'collection', id, send: record => collections.addRecord(id, record) })),
    ...data.record_links.map(link => ({
      what: 'link', kind: 'record', id: link.record, name: link.name,
      send: record => (link.direction === 'out' ? links.create(record, { toId: link.record, name: link.name, term: link.term }) : links.create(link.record, { toId: record, name: link.name, term: link.term })),
    })),
    ...data.roles.filter(role => role.subject_type !== 'user' || role.subject_id !== account().id).map(role => ({ // who creates it has all rights anyway
      what: 'role', kind: role.subject_type, id: role.subject_id, role: role.role, send: record => (role.subject_type === 'user' ? roles.addUser : roles.addGroup)('record', record, role.subject_id, role.role),
    })),
  ];
}

const sentences = { collection: () => t('templates.step.collection'), link: step => t('templates.step.link', { name: step.name }), role: step => t('templates.step.role', { role: roleWord(step.role) }) };

/** Does what is left, one after the other; all done leads to the record, else it is said what was not. */
export function FollowUp({ record, template }) {
  const steps = useMemo(() => stepsOf(template), []);
  const [count, setCount] = useState(0);
  const [refused, setRefused] = useState(null);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    (async () => {
      const failed = [];
      for (const step of steps) {
        await step.send(record.id).catch(error => {
          if (!error.failure) throw error;
          failed.push({ step, why: ['invalid', 'missing'].includes(error.failure.kind) ? t('templates.step.gone') : error.failure.kind === 'denied' ? t('templates.step.denied') : describe(error.failure).title });
        });
        setCount(before => before + 1);
      }
      stale(`/records/${record.id}`, at.collections);
      if (failed.length) setRefused(failed);
      else go(at.record(record.id), { replace: true });
    })();
  }, []);
  if (!refused) return html`<${Progress} value=${count / steps.length} label=${t('templates.following', { name: record.title })} detail=${t('templates.following_count', { done: count, count: steps.length })} />`;
  return html`<${Notice} tone="warn" role="alert" title=${plural('templates.part_refused', refused.length, { name: record.title })} actions=${html`<${ButtonLink} small kind="primary" href=${at.record(record.id)}>${t('templates.open_record')}<//>`}>
    <ul class="plain">${refused.map(({ step, why }, i) => html`<li key=${i}>${sentences[step.what](step)} <strong><${Thing} kind=${step.kind} id=${step.id} /></strong>: ${why}</li>`)}</ul>
    <p>${t('templates.part_refused_text')}</p><//>`;
}

/** Above the form of a new record: which template it begins with. `typed`: () => the entries that differ from what the form began with. */
export function TemplateChoice({ template, typed }) {
  const choose = option => {
    if (!option) return;
    carry(typed(), null, option.value);
    go(at.createFrom(option.value), { replace: true });
  };
  if (!template) return html`<div class="form wide"><${Combobox} label=${t('templates.choose')} hint=${t('templates.choose_hint')} value=${null} onValue=${choose} search=${pickTemplates} optional /></div>`;
  const steps = stepsOf(template);
  const actions = html`
    <${ButtonLink} small href=${at.create} onClick=${() => carry(typed(), template.id, null)}>${t('templates.without')}<//>
    <${ButtonLink} small kind="quiet" href=${at.template(template.id)}>${t('templates.look')}<//>`;
  return html`<${Notice} title=${t('templates.from', { name: template.title })} actions=${actions}>
    ${steps.length > 0 && plural('templates.from_steps', steps.length)}<//>`;
}
