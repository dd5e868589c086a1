// The headings of a text as its table of contents: each gets an address, the one that is read is marked.
import { html, useEffect, useState } from '../../vendor/ui.js';
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

function useRead(headings) {
  const [read, setRead] = useState(null);
  useEffect(() => {
    if (!headings.length) return undefined;
    const seen = new Set();
    const watch = new IntersectionObserver(entries => {
      for (const entry of entries) if (entry.isIntersecting) seen.add(entry.target.id); else seen.delete(entry.target.id);
      const top = headings.find(heading => seen.has(heading.id));
      if (top) setRead(top.id);
    }, { rootMargin: '-60px 0px -60% 0px' });
    for (const heading of headings) { const node = document.getElementById(heading.id); if (node) watch.observe(node); }
    return () => watch.disconnect();
  }, [headings]);
  return read;
}

export function Contents({ headings }) {
  const read = useRead(headings);
  const least = Math.min(...headings.map(heading => heading.depth));
  const follow = (event, id) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(history.state, '', `#${id}`);
    jump(id);
  };
  return html`<nav class="contents" aria-label=${t('learning.contents')}><ol>${headings.map(heading => html`
    <li key=${heading.id} class=${`contents-${Math.min(2, heading.depth - least)}`}>
      <a href=${`#${heading.id}`} aria-current=${heading.id === read ? 'true' : undefined} onClick=${event => follow(event, heading.id)}>${heading.text}</a></li>`)}</ol></nav>`;
}
