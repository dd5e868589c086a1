// The files of a record: upload, list, edit, replace, delete, take along.
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { bytes, t } from '../../i18n/text.js';
import * as files from '../../api/kadi/files.js';
import * as api from '../../api/kadi/uploads.js';
import { Button, ButtonLink } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { DateTime } from '../../components/date-time.js';
import { confirm, Dialog } from '../../components/dialog.js';
import { TextArea, TextField } from '../../components/field.js';
import { fileIcon } from '../../components/file-list.js';
import { Form } from '../../components/form.js';
import { Icon } from '../../components/icon.js';
import { Refused } from '../../components/refused.js';
import { Restored } from '../../components/restored.js';
import { follow } from '../../components/save-file.js';
import { toast } from '../../components/toast.js';
import { UploadArea } from '../../components/upload-area.js';
import { UploadList } from '../../components/upload-list.js';
import { useAttempt } from '../../state/attempt.js';
import { useForm } from '../../state/form.js';
import { resource } from '../../state/resource.js';
import { summary } from '../../state/upload-plan.js';
import * as uploads from '../../state/uploads.js';
import { at } from './places.js';
import { act, shown } from './uploads-bar.js';

const columns = record => [
  { label: 'research.files.name', main: true, sort: 'name', cell: row => html`
    <span class="file-cell"><${Icon} name=${fileIcon(row.name, row.type)} /><a href=${at.file(record.id, row.id)}>${row.name}</a></span>
    ${row.description && html`<span class="hint">${row.description}</span>`}` },
  { label: 'research.files.size', align: 'end', narrow: true, fact: true, sort: 'size', cell: row => bytes(row.size) },
  { label: 'research.files.type', narrow: true, cell: row => row.type },
  { label: 'research.modified', narrow: true, fact: true, sort: 'last_modified', cell: row => html`<${DateTime} value=${row.modifiedAt} as="ago" />` },
];

/** Name, kind and description of one file; the page of a file uses it too. */
export function FileForm({ record, file, close, saved }) {
  const form = useForm({
    start: { name: file.name, type: file.type, description: file.description },
    check: values => ({ name: !values.name.trim() && 'enter_name', type: !values.type.trim() && 'missing' }),
    send: values => files.update(record.id, file.id, values),
    done: saved, draft: `file ${file.id}`,
    names: { mimetype: 'type' },
  });
  const cancel = html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`;
  return html`<${Dialog} title=${t('research.files.edit_title')} onClose=${close}>
    <${Restored} form=${form} />
    <${Form} form=${form} submit=${t('research.save')} label=${t('research.files.edit_title')} saved="" more=${cancel}>
      <${TextField} ...${form.field('name', { label: t('research.files.name') })} autocomplete="off" maxlength="256" />
      <${TextField} ...${form.field('type', { label: t('research.files.type'), hint: t('research.files.type_hint') })} autocomplete="off" autocapitalize="none" />
      <${TextArea} ...${form.field('description', { label: t('research.description'), optional: true })} />
    <//><//>`;
}

export const askDelete = file => confirm({ title: t('research.files.delete_title', { name: file.name }), text: t('research.files.delete_text'), verb: t('research.files.delete'), danger: true });

/** The list and what changes it: a finished upload, another page or order. */
function useFiles(record, query) {
  const data = useMemo(() => resource(signal => files.list(record.id, { page: query.page, sort: query.sort }, signal)), [record.id]);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    data.to(signal => files.list(record.id, { page: query.page, sort: query.sort }, signal), null);
  }, [query.page, query.sort]);
  const { recordId, turn } = uploads.finished.value;
  useEffect(() => {
    if (!turn || recordId !== record.id) return undefined;
    const timer = setTimeout(data.reload, 300); // many small files end at once
    return () => clearTimeout(timer);
  }, [turn]);
  useEffect(() => () => data.leave(), [data]);
  return data;
}

function useInterrupted(record, can) {
  useEffect(() => {
    const stop = new AbortController();
    if (can.has('update')) api.list(record.id, stop.signal).then(found => uploads.adopt(record, found), () => {});
    return () => stop.abort();
  }, [record.id]);
}

function deeds(record, data, { edit, replace, attempt }) {
  const remove = async row => {
    if (!(await askDelete(row))) return;
    await attempt(() => files.remove(record.id, row.id), () => toast(t('research.files.deleted', { name: row.name })));
    data.reload();
  };
  return [
    { label: 'research.files.edit', icon: 'edit', run: edit },
    { label: 'research.files.replace', icon: 'repeat', run: replace },
    { label: 'research.files.delete', icon: 'trash', danger: true, run: remove },
  ];
}

export function Files({ record, can, query }) {
  const data = useFiles(record, query);
  const [editing, setEditing] = useState(null);
  const [attempt, { failure }] = useAttempt();
  const replacing = useRef(null);
  const input = useRef(null);
  useInterrupted(record, can);
  const mine = shown.value.filter(item => item.recordId === record.id);
  const save = row => follow(files.address(record.id, row.id), row.name);
  const actions = [{ label: 'research.files.download', icon: 'download', run: save }];
  if (can.has('update')) {
    const replace = row => { replacing.current = row; input.current.click(); };
    actions.push(...deeds(record, data, { edit: setEditing, replace, attempt }));
  }
  const replaced = event => {
    const [file] = event.target.files;
    if (file) uploads.add(record, [{ file, name: replacing.current.name }], { fileId: replacing.current.id });
    event.target.value = '';
  };
  return html`
    ${can.has('update') && html`<${UploadArea} onFiles=${found => uploads.add(record, found)} />
      <input ref=${input} type="file" hidden aria-label=${t('research.files.replace')} onChange=${replaced} />`}
    ${mine.length > 0 && html`<${UploadList} items=${mine} total=${summary(mine)} act=${act} />`}
    <${Refused} words=${failure} />
    <${DataTable} caption=${t('research.tab.files')} rows=${data} columns=${columns(record)} actions=${actions} query=${{ ...query, tab: 'files' }}
      empty=${can.has('update') ? 'research.files.empty' : 'research.files.none'} />
    ${data.value?.total > 0 && html`<div class="row"><${ButtonLink} icon="archive" href=${files.archive(record.id)} download=${`${record.identifier}.zip`}>${t('research.files.zip')}<//></div>`}
    ${editing && html`<${FileForm} record=${record} file=${editing} close=${() => setEditing(null)} saved=${() => { setEditing(null); data.reload(); }} />`}`;
}
