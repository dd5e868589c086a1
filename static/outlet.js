// The page of the place: its module, its words, its data. Old content stays until the next page can be shown.
import { html, useEffect, useErrorBoundary, useLayoutEffect, useRef, useState } from './vendor/ui.js';
import { language, need, t } from './i18n/text.js';
import { arrive } from './components/page.js';
import { Button, ButtonLink } from './components/button.js';
import { Page } from './components/page.js';
import { Empty } from './components/empty.js';
import { place } from './router.js';
import { lost, returned } from './state/online.js';
import { resource } from './state/resource.js';
import { hasEntered, owner, session } from './state/session.js';

const modules = new Map();

/** Loads a page's module and words; called ahead by hovering and for good by the outlet. */
export function fetchPage(route) {
  if (!modules.has(route)) {
    const coming = Promise.all([route.page(), need(...(route.words ?? []))]).then(([module]) => module);
    coming.catch(() => modules.delete(route));
    modules.set(route, coming);
  }
  return modules.get(route).then(async module => { await need(...(route.words ?? [])); return module; });
}

const keyOf = at => `${owner() ?? '-'} ${at.path}?${new URLSearchParams(at.query)}`;

/** Content that threw while drawing: the rest of the app lives. */
function Guard({ frame: Around, children }) {
  const [error, reset] = useErrorBoundary(problem => console.error(problem));
  if (error) {
    return html`<${Around}><${Page} title=${t('shell.broken.title')}><${Empty} icon="warning" title=${t('shell.broken.what')} action=${html`<${Button} kind="primary" onClick=${reset}>${t('components.try_again')}<//>`}>${t('shell.broken.text')}<//><//><//>`;
  }
  return children;
}

export const NotFound = () => html`<${Page} title=${t('shell.not_found.title')}>
  <${Empty} icon="search" title=${t('shell.not_found.what')}
    action=${html`<${ButtonLink} kind="primary" href="/app">${t('shell.to_start')}<//>`}>${t('shell.not_found.text')}<//><//>`;

const Closed = () => html`<${Page} title=${t('shell.closed.title')}>
  <${Empty} icon="lock" title=${t('shell.closed.what')}
    action=${html`<${ButtonLink} kind="primary" href="/app">${t('shell.to_start')}<//>`}>${t('shell.closed.text')}<//><//>`;

/** The page's module is gone after an upgrade of the server. */
const Gone = () => html`<${Page} title=${t('shell.gone.title')}>
  <${Empty} icon="repeat" title=${t('shell.gone.what')}
    action=${html`<${Button} kind="primary" onClick=${() => location.reload()}>${t('shell.gone.reload')}<//>`}>${t('shell.gone.text')}<//><//>`;

/** Scrolls to where somebody was, as soon as the page is long enough again. */
function comeBack(top, frames = 60) {
  scrollTo(0, top);
  if (Math.abs(scrollY - top) > 2 && frames > 0) requestAnimationFrame(() => comeBack(top, frames - 1));
}

const isClosed = route => Boolean(!route?.open && session.value && route?.right && !route.right(session.value));

/** How often somebody else took over an open page: in another tab, or over the page when the session had ended. What was fetched is not theirs. */
function useOthers() {
  const known = useRef({ who: owner(), count: 0 });
  const who = owner();
  if (who !== known.current.who) known.current = { who, count: known.current.count + (who && known.current.who ? 1 : 0) };
  return known.current.count;
}

function useShown(at) {
  const closed = isClosed(at.route);
  const [shown, setShown] = useState(null);
  const data = useRef(null);
  const others = useOthers();
  const back = shown?.gone ? returned.value : 0; // a page that could not be loaded is tried again when the server is back
  useEffect(() => {
    let stale = false;
    if (!at.route || closed) { data.current?.leave(); data.current = null; setShown({ at, others, closed }); return undefined; }
    const settle = module => {
      if (stale) return;
      const load = module.load && (signal => module.load({ params: at.params, query: at.query, signal }));
      if (at.same && data.current && shown?.module === module && shown.others === others) data.current.to(load, keyOf(at));
      else {
        data.current?.leave();
        data.current = load ? resource(load, { key: keyOf(at) }) : null;
        arrive({ fresh: at.turn > 1 || hasEntered() });
      }
      setShown({ at, others, module, data: data.current });
    };
    fetchPage(at.route).then(settle, problem => {
      console.warn(problem);
      lost();
      if (!stale) setShown({ at, others, gone: true });
    });
    return () => { stale = true; };
  }, [at.turn, closed, back, others]);
  useLayoutEffect(() => { if (shown && shown.at.scroll !== null) comeBack(shown.at.scroll); }, [shown]);
  return shown?.data && shown.others !== others ? null : shown;
}

const Plain = ({ children }) => children;

/** `frame`: what stands around words in the place of a page that draws its own frame. */
export function Outlet({ onBusy, frame: Around = Plain }) {
  const at = place.value;
  const shown = useShown(at);
  const waiting = shown?.at.turn !== at.turn;
  useEffect(() => { onBusy?.(waiting); }, [waiting]);
  language.value; // a page is drawn anew in another language
  if (!shown) return null;
  if (shown.gone) return html`<${Around}><${Gone} /><//>`;
  if (!shown.at.route) return html`<${Around}><${NotFound} key=${shown.at.path} /><//>`;
  const { route, params, query, path, hash } = shown.at;
  if (shown.closed || isClosed(route)) return html`<${Around}><${Closed} key=${path} /><//>`;
  return html`<${Guard} key=${`${path} ${owner()}`} frame=${Around}><${shown.module.default} data=${shown.data} params=${params} query=${query} hash=${hash} /><//>`;
}
