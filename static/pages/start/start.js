// Start: what matters to this person now. What needs somebody stands first; a part that is empty is not shown, one that failed takes no other along.
import { html, useState } from '../../vendor/ui.js';
import { percent, t } from '../../i18n/text.js';
import * as start from '../../api/app/start.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Button } from '../../components/button.js';
import { Page, Section } from '../../components/page.js';
import { Skeleton } from '../../components/skeleton.js';
import { account } from '../../state/session.js';
import { queue } from '../../state/uploads.js';
import { share } from '../../state/upload-plan.js';
import { at as research } from '../research/places.js';
import { attention } from './attention.js';
import { first, steps } from './first.js';
import { Health } from './health.js';
import { Attention, GoOn, Missing, Records, Tests, Trainings } from './parts.js';

export const title = 'start.title';
export const load = ({ signal }) => start.get([], signal);

const running = { waiting: 'start.upload_waiting', sending: 'start.upload_running', finishing: 'start.upload_processing', offline: 'start.upload_offline', checking: 'start.upload_running' };
const stopped = { paused: 'start.upload_paused', failed: 'start.upload_failed', clash: 'start.upload_clash' };

/** What this browser is sending, then what only the server knows of. */
function unfinished(uploads) {
  const here = queue.value.filter(item => item.state !== 'done').map(item => ({
    key: `here-${item.key}`, name: item.name, recordTitle: item.recordTitle, size: item.size, share: share(item), expiresAt: item.isChunked ? item.expiresAt : null, href: research.record(item.recordId, 'files'),
    uploadId: item.uploadId, isRunning: item.state in running, words: running[item.state] ? t(running[item.state]) : stopped[item.state] ? t(stopped[item.state], { share: percent(share(item)) }) : null,
  }));
  const known = new Set(here.map(item => item.uploadId));
  const there = (uploads ?? []).filter(row => !known.has(row.id)).map(row => ({ ...row, key: row.id, share: row.size ? row.received / row.size : 1, href: research.record(row.recordId, 'files') }));
  return [...here, ...there];
}

const Links = ({ rows }) => html`<ul class="start-links">${rows.map(row => html`<li key=${row.href}>
  <a class="start-link" href=${row.href}><${Icon} name=${row.icon} /><span><strong>${row.label}</strong>${row.text && html`<span class="hint">${row.text}</span>`}</span><${Icon} name="right" size=${18} /></a></li>`)}</ul>`;

/** The parts of the value that are there, in their order. */
function shownParts(value, { busy, again }) {
  const failed = name => value.failed.includes(name) && html`<${Missing} key=${name} name=${name} busy=${busy === name} again=${again} />`;
  const [needs, uploads, watching] = [attention(value), unfinished(value.uploads), value.watching ?? []];
  const { trainings } = value;
  return [
    needs.length > 0 && html`<${Attention} key="attention" items=${needs} />`,
    ...['system', 'deliveries', 'decisions', 'storage'].map(failed),
    failed('tests') || (value.tests?.sessions.length > 0 && html`<${Tests} key="tests" tests=${value.tests} />`),
    uploads.length + watching.length > 0 && html`<${GoOn} key="go-on" uploads=${uploads} watching=${watching} />`,
    failed('uploads'), failed('watching'),
    failed('trainings') || (trainings && trainings.own.length + trainings.fresh.length + trainings.toMark.length > 0 && html`<${Trainings} key="trainings" trainings=${trainings} />`),
    failed('records') || (value.records?.length > 0 && html`<${Records} key="records" records=${value.records} />`),
  ].filter(Boolean);
}

const First = ({ rows }) => html`<section class="start-part" aria-labelledby="start-first"><h2 id="start-first">${t('start.first')}</h2>${rows.length ? html`<${Links} rows=${rows} />` : html`<p class="muted">${t('start.nothing')}</p>`}</section>`;

/** Has somebody nothing of his own yet? What others did counts for nothing. */
const isNew = value => !value.failed.length && !attention(value).length && !unfinished(value.uploads).length && !value.watching?.length && !value.tests?.sessions.length
  && !value.trainings?.own.length && !value.trainings?.toMark.length && !value.records?.some(row => row.isOwn);

export default function Start({ data }) {
  const [busy, setBusy] = useState(null);
  const { value, words } = data;
  const head = t('start.welcome', { name: account().displayName });
  // Nothing is shown before it is known what there is, so that nothing moves.
  if (value === undefined && !words) return html`<${Page} title=${head}><div class="waiting">${data.slow && html`<${Skeleton} lines=${8} />`}</div><//>`;
  const again = async name => {
    setBusy(name);
    try {
      const fresh = await start.get([name]);
      data.put({ ...data.value, [name]: fresh[name], failed: [...data.value.failed.filter(other => other !== name), ...fresh.failed] });
    } catch (error) {
      if (!error.failure) throw error; // it stays as it is: the part still offers to try again
    } finally {
      setBusy(null);
    }
  };
  const parts = value ? shownParts(value, { busy, again }) : [];
  const side = html`${value?.system && html`<${Health} system=${value.system} />`}<${Section} plain title=${t('start.steps')}><${Links} rows=${steps()} /><//>`;
  return html`<${Page} title=${head}><div class="start">
    <div class="start-main">
      ${words && html`<${Notice} tone="warn" title=${words.title} actions=${html`<${Button} small icon="repeat" onClick=${data.reload}>${t('components.try_again')}<//>`}>${words.text}<//>`}
      ${value && isNew(value) && html`<${First} rows=${first()} />`}
      ${parts}
    </div>
    <aside class="start-aside" aria-label=${t('start.aside')}>${side}</aside></div><//>`;
}
