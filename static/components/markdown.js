// Markdown as text with headings, lists, links. Made by marked, cleaned by DOMPurify; no styles, no frames, no scripts.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/ui.js';
import { Skeleton } from './skeleton.js';

let making = null;

async function maker() {
  const { Marked, DOMPurify } = await import('../vendor/markdown.js');
  const marked = new Marked({ gfm: true, breaks: false, walkTokens: token => { if (token.type === 'heading') token.depth = Math.min(6, token.depth + 1); } });
  DOMPurify.addHook('afterSanitizeAttributes', node => {
    if (node.nodeName === 'A' && node.hasAttribute('href')) node.setAttribute('rel', 'noopener noreferrer');
    if (node.nodeName === 'IMG' && !/^(blob:|\/|\.)/.test(node.getAttribute('src') ?? '')) node.replaceWith(node.ownerDocument.createTextNode(node.getAttribute('alt') ?? ''));
    if (node.nodeName === 'INPUT') node.setAttribute('aria-label', node.checked ? '✓' : '–');
  });
  const rules = { FORBID_TAGS: ['style', 'form', 'iframe', 'object', 'embed', 'svg', 'math', 'button', 'select', 'textarea', 'dialog'], FORBID_ATTR: ['style', 'id', 'class', 'name'], RETURN_TRUSTED_TYPE: true };
  return text => DOMPurify.sanitize(marked.parse(text), rules);
}

/** Pictures from elsewhere show their text: nothing foreign is fetched. Headings begin below the page's own (`base`). `made` is told the node with the drawn text. */
export function Markdown({ text, label, made }) {
  const [clean, setClean] = useState(null);
  const box = useRef(null);
  useLayoutEffect(() => { if (clean !== null) made?.(box.current); }, [clean]);
  useEffect(() => {
    let stale = false;
    making ??= maker();
    making.then(make => { if (!stale) setClean(make(text ?? '')); });
    return () => { stale = true; };
  }, [text]);
  return clean === null ? html`<${Skeleton} lines=${3} />` : html`<div ref=${box} class="markdown" aria-label=${label} role=${label ? 'region' : undefined} dangerouslySetInnerHTML=${{ __html: clean }}></div>`;
}
