// What a record, a collection, a template or a group was before: each change with its old and new values, and the way back.
import { html, useMemo, useState } from '../../vendor/ui.js';
import { bytes, list, t } from '../../i18n/text.js';
import { status } from '../../i18n/status.js';
import * as revisions from '../../api/kadi/revisions.js';
import { Button } from '../../components/button.js';
import { address } from '../../components/address.js';
import { DateTime } from '../../components/date-time.js';
import { Dialog } from '../../components/dialog.js';
import { Loaded } from '../../components/loaded.js';
import { typeWord } from '../../components/metadata-editor.js';
import { rulesInWords } from '../../components/metadata-details.js';
import { Value } from '../../components/metadata-view.js';
import { Pagination } from '../../components/pagination.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { describe, fault } from '../../errors/words.js';
import { useAttempt } from '../../state/attempt.js';
import { changesOf, restoration, wordChanges } from './changes.js';
import { useFetched } from '../../state/fetched.js';
import { roleWord } from './role-words.js';
import { Thing } from './thing.js';

const fieldWords = {
  title: 'research.title', identifier: 'research.identifier', type: 'research.type', description: 'research.description', license: 'research.license',
  visibility: 'research.visibility', state: 'research.state', tags: 'research.tags', links_to: 'research.links_to', linked_from: 'research.linked_from', extras: 'research.metadata',
  'data.title': 'templates.record_title', 'data.identifier': 'templates.record_identifier', 'data.type': 'templates.record_type', 'data.description': 'templates.record_description', 'data.license': 'templates.record_license',
  'data.tags': 'templates.record_tags', 'data.collections': 'templates.collections', 'data.record_links': 'templates.links', 'data.roles': 'templates.roles',
  name: 'research.files.name', size: 'research.files.size', mimetype: 'research.files.type', checksum: 'research.files.checksum',
};
const fieldWord = name => (fieldWords[name] ? t(fieldWords[name]) : name);

function plain(name, value) {
  if (value === null || value === undefined || value === '') return '';
  if (name === 'visibility') return status('visibility', value).word;
  if (name === 'state') return status('record', value === 'inactive' ? 'deleted' : value).word;
  if (name === 'size') return bytes(value);
  if (Array.isArray(value)) return list(value.map(entry => (typeof entry === 'object' ? entry.name : String(entry))));
  return String(value);
}

const Side = ({ sign, children }) => html`<div class=${`diff-side ${sign === '+' ? 'new' : 'old'}`}><span class="diff-sign" aria-hidden="true">${sign}</span><span class="visually-hidden">${t(sign === '+' ? 'research.history.now' : 'research.history.before')}: </span>
  <span class="diff-text">${children}</span></div>`;

function Words({ before, after }) {
  const runs = useMemo(() => wordChanges(before, after), [before, after]);
  const side = kind => runs.filter(run => run.kind === 'same' || run.kind === kind).map((run, i) => (run.kind === 'same' ? run.text : kind === 'new' ? html`<ins key=${i}>${run.text}</ins>` : html`<del key=${i}>${run.text}</del>`));
  return html`${before && html`<${Side} sign="−">${side('old')}<//>`}${after && html`<${Side} sign="+">${side('new')}<//>`}`;
}

/** One entry of metadata in a line: its value, unit and what else it says. */
function EntryText({ entry }) {
  const rule = rulesInWords(entry.validation ?? {}, entry.type);
  const kind = typeWord(entry.type);
  return html`${'value' in entry ? html`<${Value} entry=${entry} />` : html`<span class="muted">${kind}</span>`}${entry.unit && ` ${entry.unit}`}
    ${'value' in entry && html` <span class="muted">(${kind})</span>`}${[entry.description, entry.term, rule].filter(Boolean).map(text => html`<span key=${text} class="hint">${text}</span>`)}`;
}

const isText = entry => entry?.type === 'str' && typeof entry.value === 'string';
const onlyValue = (before, after) => isText(before) && isText(after) && JSON.stringify({ ...before, value: '' }) === JSON.stringify({ ...after, value: '' });

const EntryChange = ({ before, after }) => (onlyValue(before, after) ? html`<${Words} before=${before.value} after=${after.value} />` : html`
  ${before && html`<${Side} sign="−"><del><${EntryText} entry=${before} /></del><//>`}${after && html`<${Side} sign="+"><ins><${EntryText} entry=${after} /></ins><//>`}`);

const Change = ({ name, children }) => html`<div class="diff-line"><h3>${name}</h3><div>${children}</div></div>`;

/** One member of a list: a tag, a link with the record at its other end, what a template names. */
function Member({ name, entry }) {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'number') return html`<${Thing} kind="collection" id=${entry} />`;
  if (name === 'data.roles') return html`<${Thing} kind=${entry.subject_type} id=${entry.subject_id} /> (${roleWord(entry.role)})`;
  const isOut = entry.direction ? entry.direction === 'out' : 'record_to_id' in entry;
  return html`${entry.name} <span class="muted">${isOut ? '→' : '←'}</span> <${Thing} kind="record" id=${entry.record ?? entry.record_to_id ?? entry.record_from_id} />${entry.term && html` <span class="hint">${entry.term}</span>`}`;
}

const Members = ({ name, gone, come }) => html`
  ${gone.map(entry => html`<${Side} key=${JSON.stringify(entry)} sign="−"><del><${Member} name=${name} entry=${entry} /></del><//>`)}
  ${come.map(entry => html`<${Side} key=${JSON.stringify(entry)} sign="+"><ins><${Member} name=${name} entry=${entry} /></ins><//>`)}`;

export function Changes({ revision }) {
  const { fields, extras } = changesOf(revision);
  if (!fields.length && !extras.length) return html`<p class="muted">${t('research.history.same')}</p>`;
  return html`<div class="diff">
    ${fields.map(field => html`<${Change} key=${field.name} name=${fieldWord(field.name)}>
      ${field.come ? html`<${Members} ...${field} />` : html`<${Words} before=${plain(field.name, field.before)} after=${plain(field.name, field.after)} />`}<//>`)}
    ${extras.map(({ path, before, after }) => html`<${Change} key=${path} name=${html`<span class="muted">${t('research.metadata')}: </span>${path}`}><${EntryChange} before=${before} after=${after} /><//>`)}
  </div>`;
}

function FileChange({ revision }) {
  const names = Object.keys(revision.before).filter(name => name !== 'state' && plain(name, revision.before[name]) !== plain(name, revision.data[name]));
  return html`<div class="diff">${names.map(name => html`<${Change} key=${name} name=${fieldWord(name)}><${Words} before=${plain(name, revision.before[name])} after=${plain(name, revision.data[name])} /><//>`)}</div>`;
}

/** What a change did, in a few words. */
function headline(revision) {
  if (revision.parent === null) return t('research.history.created');
  const { fields, extras } = changesOf(revision);
  const names = [...fields.map(field => fieldWord(field.name)), ...(extras.length ? [t('research.metadata')] : [])];
  return names.length ? t('research.history.changed', { fields: list(names) }) : t('research.history.touched');
}

function fileHeadline(revision) {
  const { name } = revision.data;
  if (revision.data.state === 'inactive') return t('research.history.file_deleted', { name });
  if (revision.parent === null) return t('research.history.file_added', { name });
  return t('checksum' in revision.before || 'size' in revision.before ? 'research.history.file_replaced' : 'research.history.file_changed', { name });
}

const Entry = ({ revision, title, open, children, actions }) => html`
  <li class="revision"><details open=${open}>
    <summary><span class="revision-what">${title}</span><span class="muted">${revision.by?.name ?? ''} · <${DateTime} value=${revision.at} as="ago" /></span></summary>
    <div class="revision-body">${children}${actions && html`<div class="row">${actions}</div>`}</div>
  </details></li>`;

const Pages = ({ found, query, name }) => found.pages > 1 && html`<${Pagination} page=${found.page} pages=${found.pages} total=${found.total} href=${to => address({ ...query, tab: 'history', page: null }, { [name]: to })} />`;

function FileHistory({ record, query }) {
  const data = useFetched(signal => revisions.ofFiles(record.id, { page: query.frev }, signal), [query.frev, record.modifiedAt]);
  return html`<section class="stack-2" aria-label=${t('research.history.files')}><h2>${t('research.history.files')}</h2>
    <${Loaded} data=${data} lines=${3}>${found => (found.total === 0 ? html`<p class="muted">${t('research.history.no_files')}</p>` : html`
      <ol class="revisions">${found.rows.map(revision => html`<${Entry} key=${revision.id} revision=${revision} title=${fileHeadline(revision)}><${FileChange} revision=${revision} /><//>`)}</ol>
      <${Pages} found=${found} query=${query} name="frev" />`)}<//>
  </section>`;
}

/** The fields that a restored state does not fit, by their names. */
const whyNot = failure => (failure.fields.length ? { ...describe(failure), text: failure.fields.map(field => `${fieldWord(field.path.split('.')[0])}: ${fault(field)}`).join(' ') } : null);

/** What restoring will change, said before it is done. */
function RestoreDialog({ revision, changes, object, files, close, send }) {
  const [attempt, { failure, busy }] = useAttempt();
  const names = Object.keys(changes);
  const restore = () => attempt(send, () => { close(); toast(t('research.history.restored')); }, whyNot);
  return html`<${Dialog} title=${t('research.history.restore_title')} wide onClose=${close} foot=${html`
    <${Button} onClick=${close}>${t('components.cancel')}<//><${Button} kind="primary" busy=${busy} onClick=${restore}>${t('research.history.restore')}<//>`}>
    <div class="stack">
      <${Refused} words=${failure} />
      <p>${t(files ? 'research.history.restore_text' : 'research.history.restore_other', { fields: list(names.map(fieldWord)) })}</p>
      <${Changes} revision=${{ data: revision.data, before: Object.fromEntries(names.map(name => [name, object[name] ?? null])) }} />
    </div><//>`;
}

/** `update` sends changed fields and answers the object, `changed` takes it; `files` shows the changes of a record's files too. */
export function History({ noun, object, can, query, update, changed, files = false }) {
  const data = useFetched(signal => revisions.list(noun, object.id, { page: query.rev }, signal), [query.rev, object.modifiedAt]);
  const [asked, setAsked] = useState(null); // { revision, changes }
  const restore = revision => {
    const changes = restoration(noun, object, revision.data);
    if (Object.keys(changes).length) setAsked({ revision, changes });
    else toast(t('research.history.nothing_to_restore'));
  };
  const isLatest = (found, i) => i === 0 && found.page === 1;
  return html`
    <section class="stack-2" aria-label=${t('research.history.title')}><h2>${t('research.history.title')}</h2>
      <${Loaded} data=${data}>${found => html`
        <ol class="revisions">${found.rows.map((revision, i) => html`<${Entry} key=${revision.id} revision=${revision} title=${headline(revision)} open=${isLatest(found, i) && revision.parent !== null}
          actions=${can.has('update') && !isLatest(found, i) && html`<${Button} small icon="restore" onClick=${() => restore(revision)}>${t('research.history.restore')}<//>`}><${Changes} revision=${revision} /><//>`)}</ol>
        <${Pages} found=${found} query=${query} name="rev" />`}<//>
    </section>
    ${files && html`<${FileHistory} record=${object} query=${query} />`}
    ${asked && html`<${RestoreDialog} ...${asked} object=${object} files=${files} close=${() => setAsked(null)} send=${async () => changed(await update(asked.changes))} />`}`;
}
