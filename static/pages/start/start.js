// Start: what matters to this person now. What needs somebody stands first; a part that is empty is not shown, one that failed takes no other along.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as start from '../../api/app/start.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Skeleton } from '../../components/skeleton.js';
import { account } from '../../state/session.js';
import { attention } from './attention.js';
import { begin, first, steps } from './first.js';
import { Health } from './health.js';
import { Attention, GoOn, Learning, Missing, NewTrainings, Records, Tests, Trainings } from './parts.js';
import { unfinished } from './unfinished.js';

export const title = 'start.title';
export const load = ({ signal }) => start.get([], signal);

const Links = ({ rows }) => html`<ul class="start-links">${rows.map(row => html`<li key=${row.href}>
  <a class="start-link" href=${row.href}><${Icon} name=${row.icon} /><span><strong>${row.label}</strong>${row.text && html`<span class="hint">${row.text}</span>`}</span><${Icon} name="right" size=${18} /></a></li>`)}</ul>`;

/** What of the answer has lines to show. */
function contents(value) {
  const { trainings, learning } = value;
  return {
    needs: attention(value), uploads: unfinished(value.uploads), watching: value.watching ?? [],
    tests: value.tests?.sessions.length ? value.tests : null,
    trainings: trainings?.own.length || trainings?.toMark.length ? trainings : null,
    fresh: trainings?.fresh ?? [],
    learning: learning && (learning.subjects.length || learning.mentored.length || learning.waiting) ? learning : null,
    records: value.records ?? [],
  };
}

/** Has somebody nothing of his own yet? What others did counts for nothing. */
const isNew = (value, { needs, uploads, watching, tests, trainings, learning, records }) => !value.failed.length
  && ![needs, uploads, watching].some(rows => rows.length) && !tests && !trainings && !learning && !records.some(row => row.isOwn);

/** The parts that are there, in their order: what waits, what one is at, what one has, what others did. */
function Parts({ value, shown, put }) {
  const { needs, uploads, watching, tests, trainings, fresh, learning, records } = shown;
  const failed = name => value.failed.includes(name) && html`<${Missing} key=${name} name=${name} again=${() => start.get([name])} put=${put} />`;
  return html`
    ${needs.length > 0 && html`<${Attention} items=${needs} />`}
    ${['system', 'deliveries', 'decisions', 'taking', 'storage', 'tests'].map(failed)}
    ${tests && html`<${Tests} tests=${tests} />`}
    ${uploads.length + watching.length > 0 && html`<${GoOn} uploads=${uploads} watching=${watching} />`}
    ${['uploads', 'watching', 'trainings'].map(failed)}
    ${trainings && html`<${Trainings} trainings=${trainings} />`}
    ${failed('learning')}
    ${learning && html`<${Learning} learning=${learning} />`}
    ${failed('records')}
    ${records.length > 0 && html`<${Records} records=${records} />`}
    ${fresh.length > 0 && html`<${NewTrainings} rows=${fresh} />`}`;
}

const First = ({ rows }) => html`<section class="start-part" aria-labelledby="start-first"><h2 id="start-first">${t('start.first')}</h2>
  ${rows.length ? html`<${Links} rows=${rows} />` : html`<p class="muted">${t('start.nothing')}</p>`}</section>`;

function Side({ value }) {
  const rows = steps();
  if (!value?.system && !rows.length) return null;
  return html`<aside class="start-aside" aria-label=${t(value?.system ? 'start.aside' : 'start.steps')}>
    ${value?.system && html`<${Health} system=${value.system} deliveries=${value.deliveries} />`}
    ${rows.length > 0 && html`<${Section} plain title=${t('start.steps')}><${Links} rows=${rows} /><//>`}</aside>`;
}

export default function Start({ data }) {
  const { value, words } = data;
  const head = t('start.welcome', { name: account().displayName });
  // Nothing is shown before it is known what there is, so that nothing moves.
  if (value === undefined && !words) return html`<${Page} title=${head}><div class="waiting">${data.slow && html`<${Skeleton} lines=${8} />`}</div><//>`;
  const put = (name, fresh) => data.put({ ...data.value, [name]: fresh[name], failed: [...data.value.failed.filter(other => other !== name), ...fresh.failed] });
  const shown = value && contents(value);
  const fresh = value && isNew(value, shown);
  const action = value && !fresh && begin();
  const actions = action && html`<${ButtonLink} kind="primary" icon="plus" href=${action.href}>${action.label}<//>`;
  return html`<${Page} title=${head} actions=${actions}><div class="start">
    <div class="start-main">
      ${words && html`<${Notice} tone="warn" title=${words.title} actions=${html`<${Button} small icon="repeat" onClick=${data.reload}>${t('components.try_again')}<//>`}>${words.text}<//>`}
      ${fresh && html`<${First} rows=${first()} />`}
      ${value && html`<${Parts} value=${value} shown=${shown} put=${put} />`}
    </div>
    <${Side} value=${value} /></div><//>`;
}
