// The headings of a text as its table of contents: each gets an address, the one that is read is marked.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { slugs } from './slugs.js';

/** Gives the headings of a drawn text their ids: [{ id, text, depth }]. */
export function headingsOf(node) {
  const found = [...node.querySelectorAll('h2, h3, h4')].filter(heading => heading.textContent.trim());
  const ids = slugs(found.map(heading => heading.textContent));
  return found.map((heading, i) => {
    heading.id = ids[i];
    heading.tabIndex = -1;
    return { id: ids[i], text: heading.textContent.trim(), depth: Number(heading.localName[1]) };
  });
}

/** Goes to a heading without asking the server for anything; its address stands in the window. */
export function jump(id) {
  const heading = document.getElementById(id);
  if (!heading) return false;
  heading.scrollIntoView({ block: 'start' });
  heading.focus({ preventScroll: true });
  return true;
}

const line = 120; // what is above it has been read: the bar and a little

/** The heading that is read: the last one above the line; at the end of the page the last of all; just chosen ones until somebody scrolls. */
function useRead(headings) {
  const [read, setRead] = useState(null);
  const held = useRef(null);
  useEffect(() => {
    if (!headings.length) return undefined;
    let frame = null;
    const look = () => {
      frame = null;
      if (held.current !== null && Math.abs(scrollY - held.current) < 4) return;
      held.current = null;
      const { scrollHeight, clientHeight } = document.documentElement;
      const above = headings.filter(heading => (document.getElementById(heading.id)?.getBoundingClientRect().top ?? Infinity) < line);
      setRead((scrollY > 0 && scrollY + clientHeight >= scrollHeight - 2 ? headings : above).at(-1)?.id ?? null);
    };
    const soon = () => { frame ??= requestAnimationFrame(look); };
    look();
    addEventListener('scroll', soon, { passive: true });
    return () => { removeEventListener('scroll', soon); cancelAnimationFrame(frame); };
  }, [headings]);
  return [read, id => { held.current = scrollY; setRead(id); }];
}

export function Contents({ headings }) {
  const [read, choose] = useRead(headings);
  const least = Math.min(...headings.map(heading => heading.depth));
  const follow = (event, id) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(history.state, '', `#${id}`);
    if (jump(id)) choose(id);
  };
  return html`<nav class="contents" aria-label=${t('learning.contents')}><ol>${headings.map(heading => html`
    <li key=${heading.id} class=${`contents-${Math.min(2, heading.depth - least)}`}>
      <a href=${`#${heading.id}`} aria-current=${heading.id === read ? 'true' : undefined}
        onClick=${event => follow(event, heading.id)}>${heading.text}</a></li>`)}</ol></nav>`;
}
