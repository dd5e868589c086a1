// One file: what is in it, and what is known of it.
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { bytes, t } from '../../i18n/text.js';
import * as files from '../../api/kadi/files.js';
import { rights } from './rights.js';
import * as records from '../../api/kadi/records.js';
import { ButtonLink } from '../../components/button.js';
import { CopyButton } from '../../components/copy.js';
import { DateTime } from '../../components/date-time.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { kindOf, part, Viewer } from '../../components/viewer.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { resource } from '../../state/resource.js';
import * as uploads from '../../state/uploads.js';
import { Person } from './facts.js';
import { askDelete, FileForm } from './files.js';
import { at } from './places.js';

export const title = 'research.file';

export async function load({ params, signal }) {
  const [record, file] = await Promise.all([records.get(params.id, signal), files.get(params.id, params.file, signal)]);
  return { record, file, can: await rights('record', record, signal) };
}

const whole = { pdf: 100_000_000, json: 10_000_000 }; // what is read as a whole, up to this size
const fetched = new Set(['pdf', 'markdown', 'csv', 'json', 'text']);

function Preview({ record, file }) {
  const kind = kindOf(file);
  const tooBig = kind === 'pdf' && file.size > whole.pdf;
  const data = useMemo(() => (fetched.has(kind) && !tooBig ? resource(async signal => (kind === 'pdf'
    ? { blob: await files.content(record.id, file.id, signal) } : files.beginning(record.id, file.id, file.size, whole[kind] ?? part, signal))) : null), [file.id, file.checksum, kind]);
  useEffect(() => () => data?.leave(), [data]);
  const address = `${files.address(record.id, file.id)}?v=${file.checksum ?? file.modifiedAt}`;
  const download = html`<${ButtonLink} icon="download" href=${files.address(record.id, file.id)} download=${file.name}>${t('research.files.download')}<//>`;
  if (file.size === 0) return html`<${Empty} icon="file" title=${t('research.view.empty')}>${t('research.view.empty_text')}<//>`;
  if (!kind || tooBig) return html`<${Empty} icon="file" title=${t('research.view.none')} action=${download}>${t('research.view.none_text')}<//>`;
  if (!data) return html`<${Viewer} file=${file} kind=${kind} address=${address} />`;
  return html`<${Loaded} data=${data} height="24rem">${content => html`<${Viewer} file=${file} kind=${kind} address=${address} content=${content} />`}<//>`;
}

/** What a file's first bytes say, where that is not what it is said to be; every text looks like plain text. */
function otherType(file) {
  if (!file.size || !file.realType || file.realType === file.type) return null;
  return file.realType === 'text/plain' && ['markdown', 'csv', 'json', 'text'].includes(kindOf(file)) ? null : file.realType;
}

const FileFacts = ({ file }) => html`<${Facts} label=${t('research.facts')} items=${[
  { label: t('research.files.size'), value: bytes(file.size) },
  { label: t('research.files.type'), value: file.type },
  { label: t('research.files.real_type'), value: otherType(file) },
  { label: t('research.description'), value: file.description },
  { label: t('research.files.checksum'), value: file.checksum && html`<span class="copy-row"><code class="clip" tabindex="0" title=${file.checksum}>${file.checksum}</code><${CopyButton} small text=${file.checksum} /></span>` },
  { label: t('research.creator'), value: file.creator && html`<${Person} person=${file.creator} />` },
  { label: t('research.created'), value: html`<${DateTime} value=${file.createdAt} />` },
  { label: t('research.modified'), value: html`<${DateTime} value=${file.modifiedAt} />` },
]} />`;

function Content({ data }) {
  const { record, file, can } = data.value;
  const [editing, setEditing] = useState(false);
  const [attempt, { failure }] = useAttempt();
  const input = useRef(null);
  const { recordId, turn } = uploads.finished.value;
  useEffect(() => { if (turn && recordId === record.id) data.reload(); }, [turn]);
  const remove = async () => {
    if (!(await askDelete(file))) return;
    await attempt(() => files.remove(record.id, file.id), () => {
      toast(t('research.files.deleted', { name: file.name }));
      go(at.record(record.id, 'files'));
    });
  };
  const replace = event => {
    const [chosen] = event.target.files;
    if (chosen) uploads.add(record, [{ file: chosen, name: file.name }], { fileId: file.id });
    event.target.value = '';
  };
  const items = [
    { label: t('research.files.edit'), icon: 'edit', run: () => setEditing(true) },
    { label: t('research.files.replace'), icon: 'repeat', run: () => input.current.click() },
    { label: t('research.files.delete'), icon: 'trash', danger: true, run: remove },
  ];
  const actions = html`<${ButtonLink} kind="primary" icon="download" href=${files.address(record.id, file.id)} download=${file.name}>${t('research.files.download')}<//>
    ${can.has('update') && html`<${Menu} kind="secondary" icon="more" label=${t('research.more')} items=${items} />`}`;
  const crumbs = [{ href: at.records, label: t('research.records.title') }, { href: at.record(record.id), label: record.title }, { href: at.record(record.id, 'files'), label: t('research.tab.files') }];
  return html`<${Page} title=${file.name} crumbs=${crumbs} actions=${actions} facts=${html`<${FileFacts} file=${file} />`}>
    <${Refused} words=${failure} />
    <input ref=${input} type="file" hidden aria-label=${t('research.files.replace')} onChange=${replace} />
    <${Preview} key=${file.checksum} record=${record} file=${file} />
    ${editing && html`<${FileForm} record=${record} file=${file} close=${() => setEditing(false)} saved=${found => { setEditing(false); data.put({ ...data.value, file: found }); }} />`}
  <//>`;
}

export default function File({ data }) {
  if (data.value === undefined) return html`<${Page} title=${t(title)} crumbs=${[{ href: at.records, label: t('research.records.title') }]}><${Loaded} data=${data} height="30rem" /><//>`;
  return html`<${Content} data=${data} />`;
}
