// One subject: what it is about, who mentors it, one's place in it, its topics and how far one is.
import { html } from '../../vendor/ui.js';
import { number, percent, plural, t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Facts } from '../../components/facts.js';
import { Icon } from '../../components/icon.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { Progress } from '../../components/progress.js';
import { Status, Tag } from '../../components/status.js';
import { isOurs, Picture } from './browse.js';
import { Enrolment } from './enrol.js';
import { excerpt } from './excerpts.js';
import { About, Coming, crumbs, Edit } from './node.js';
import { at } from './places.js';
import { shareOf } from './player-keys.js';
import { settled } from './positions.js';
import { nextTopic, progressOf } from './progress.js';

export const title = 'learning.subject';

export async function load({ params, signal }) {
  await settled();
  return learning.subject(params.id, signal);
}

function Watched({ topic }) {
  const share = topic.hasVideo ? shareOf(topic.position) : null;
  if (share === null) return null;
  return share === 1 ? html`<${Tag} tone="ok">${t('learning.watched')}<//>` : html`<span class="hint">${t('learning.watched_part', { share: percent(share) })}</span>`;
}

const Topic = ({ topic, place }) => html`<li class="topic">
  <span class="topic-number" aria-hidden="true">${number(place)}</span>
  <div class="tile-body">
    <a class="tile-name" href=${at.topic(topic.id)}>${topic.name}</a>
    ${topic.description && html`<p class="tile-text">${excerpt(topic.description)}</p>`}
    <div class="tile-facts">
      ${!topic.isActive && html`<${Status} noun="content" value="off" />`}
      ${topic.hasVideo && html`<span class="fact-sign"><${Icon} name="video" size=${16} />${t('learning.video')}</span>`}
      ${topic.documents > 0 && html`<span class="fact-sign"><${Icon} name="file" size=${16} />${plural('learning.documents_count', topic.documents)}</span>`}
    </div>
  </div>
  <div class="tile-side"><${Watched} topic=${topic} /></div>
</li>`;

function HowFar({ topics }) {
  const { seen, videos, share } = progressOf(topics);
  const next = nextTopic(topics);
  if (!next && !share) return null;
  return html`<div class="how-far">
    ${videos > 0 && html`<${Progress} quiet label=${t('learning.how_far')} value=${share}
      detail=${t('learning.seen_of', { seen, count: videos })} tone=${share === 1 ? 'ok' : 'accent'} />`}
    ${next && html`<${ButtonLink} kind="primary" icon="play" href=${at.topic(next.id)}>${t('learning.go_on', { name: next.name })}<//>`}
  </div>`;
}

export default function Subject({ data }) {
  if (data.value === undefined) return html`<${Coming} data=${data} title=${t(title)} />`;
  const subject = data.value;
  const { topics, mentor } = subject;
  const facts = html`<div class="stack">${isOurs(subject.picture) && html`<${Picture} thing=${subject} large />`}<${Facts} label=${t('learning.facts')} items=${[
    { label: t('learning.mentor'), value: mentor?.name ?? t('learning.no_mentor') },
    { label: t('learning.topics'), value: number(topics.length) },
  ]} /></div>`;
  return html`<${Page} title=${subject.name} crumbs=${crumbs(subject.above)} facts=${facts} actions=${html`<${Edit} noun="subject" thing=${subject} />`}>
    ${!subject.isActive && html`<${Notice} tone="warn" title=${t('learning.hidden')}>${t('learning.hidden_text')}<//>`}
    <${About} text=${subject.description} />
    <${Enrolment} subject=${subject} changed=${enrollment => data.put({ ...subject, enrollment })} />
    <${Section} plain title=${t('learning.topics')}>
      <${HowFar} topics=${topics} />
      ${topics.length ? html`<ol class="topics" aria-label=${t('learning.topics')}>${topics.map((topic, i) => html`<${Topic} key=${topic.id} topic=${topic} place=${i + 1} />`)}</ol>`
        : html`<${Empty} level=${3} icon="learning" title=${t('learning.topics_empty.title')}>${t('learning.topics_empty.text')}<//>`}
    <//>
  <//>`;
}
