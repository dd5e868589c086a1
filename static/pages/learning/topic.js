// One topic to read and watch: text, table of contents, video, documents, the topics before and after it.
import { html, useCallback, useRef, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as learning from '../../api/app/learning.js';
import * as sessions from '../../api/app/session.js';
import * as streams from '../../api/lms/streams.js';
import { ButtonLink } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Markdown } from '../../components/markdown.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { describe } from '../../errors/words.js';
import { Contents, headingsOf, jump } from './contents.js';
import { Documents } from './documents.js';
import { Coming, crumbs } from './node.js';
import { at } from './places.js';
import { Player } from './player.js';
import { keep, settled } from './positions.js';

export const title = 'learning.topic';

export async function load({ params, signal }) {
  await settled();
  return learning.topic(params.id, signal);
}

const enough = 3; // headings that are worth a table of contents

/** Will the text have enough headings? Asked before it is drawn, so that the place beside it is kept. */
const hasContents = text => (text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').match(/^ {0,3}#{1,3}\s+\S/gm) ?? []).length >= enough;

/** Why a video cannot be played: what the server says, or, when it gives the bytes, that this browser cannot. */
async function why(topic, tries) {
  try {
    await streams.probeVideo(topic.id);
    await sessions.cookie(); // the player of the browser has only this to show
  } catch (error) {
    if (!error.failure) throw error;
    if (error.failure.kind !== 'denied') return describe(error.failure, { opening: true });
    const subject = topic.above.findLast(step => step.noun === 'subject');
    const actions = subject && html`<${ButtonLink} href=${at.subject(subject.id)}>${t('learning.to_subject')}<//>`;
    return { title: t('learning.video.denied'), text: t('learning.video.denied_text'), final: true, actions };
  }
  if (tries < 3) return null;
  const actions = html`<${ButtonLink} icon="download" href=${streams.videoAddress(topic.id)} download=${topic.name}>${t('learning.video.save')}<//>`;
  return { title: t('learning.video.broken'), text: t('learning.video.broken_text'), actions };
}

const Video = ({ topic }) => html`<${Player} src=${streams.videoAddress(topic.id)} name=${topic.name} begun=${topic.position}
  onKeep=${(position, how) => keep(topic.id, position, how)} explain=${tries => why(topic, tries)} />`;

function Step({ topic, rel }) {
  if (!topic) return html`<span></span>`;
  return html`<a class=${`step ${rel}`} rel=${rel} href=${at.topic(topic.id)}><span class="hint">${t(rel === 'next' ? 'learning.next' : 'learning.previous')}</span>
    <span class="step-name"><${Icon} name=${rel === 'next' ? 'right' : 'left'} size=${18} />${topic.name}</span></a>`;
}

const Steps = ({ topic }) => (topic.previous || topic.next ? html`
  <nav class="steps" aria-label=${t('learning.steps')}><${Step} topic=${topic.previous} rel="prev" /><${Step} topic=${topic.next} rel="next" /></nav>` : null);

/** Tables and code wider than the page scroll; whoever has no mouse gets there too. */
const reachable = node => { for (const wide of node.querySelectorAll('table, pre')) if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0; };

/** The heading that an address names; a foreign address may not be well made. */
const headingOf = hash => { try { return decodeURIComponent(hash); } catch { return hash; } };

/** The text with its headings; `found` is told them when it is drawn, and the heading of the address is gone to, once. */
function Text({ topic, hash, found }) {
  const gone = useRef(false);
  const made = useCallback(node => {
    reachable(node);
    found(headingsOf(node));
    if (!gone.current && hash) jump(headingOf(hash));
    gone.current = true;
  }, []);
  return html`<div class="reading"><${Markdown} text=${topic.content} made=${made} /></div>`;
}

function Aside({ headings }) {
  const [wide] = useState(() => matchMedia('(min-width: 64.001rem)').matches);
  return html`<details class="contents-box" open=${wide}><summary>${t('learning.contents')}</summary><${Contents} headings=${headings} /></details>`;
}

export default function Topic({ data, query, hash }) {
  const [headings, setHeadings] = useState([]);
  const topic = data.value;
  if (topic === undefined) return html`<${Coming} data=${data} title=${t(title)} />`;
  const beside = hasContents(topic.content);
  const actions = topic.mayEdit && html`<${ButtonLink} icon="edit" href=${at.editTopic(topic.id)}>${t('learning.edit')}<//>`;
  return html`<${Page} title=${topic.name} crumbs=${crumbs(topic.above)} actions=${actions} width="wide topic-page">
    <div class=${beside ? 'with-facts' : ''}>
      <div class="page-main">
        ${!topic.isActive && html`<${Notice} tone="warn" title=${t('learning.hidden')}>${t('learning.hidden_text')}<//>`}
        ${topic.description && html`<p class="lead">${topic.description}</p>`}
        ${topic.hasVideo && html`<${Video} key=${topic.id} topic=${topic} />`}
        ${topic.content ? html`<${Text} key=${`${topic.id} ${topic.updatedAt}`} topic=${topic} hash=${hash}
          found=${setHeadings} />` : !topic.hasVideo && !topic.documents.length && html`<p class="muted">${t('learning.no_text')}</p>`}
        ${(topic.documents.length > 0 || query.document) && html`<${Section} plain title=${t('learning.documents')}><${Documents} documents=${topic.documents} query=${query} /><//>`}
        <${Steps} topic=${topic} />
      </div>
      ${beside && html`<aside class="page-facts">${headings.length > 0 && html`<${Aside} headings=${headings} />`}</aside>`}
    </div>
  <//>`;
}
