// Markdown as text with headings, lists, links, and HTML of authors. Made by marked, cleaned by DOMPurify; no styles, no frames, no scripts.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/ui.js';
import { later } from './later.js';
import { Skeleton } from './skeleton.js';

/** DOMPurify with what holds for every text: links do not tell where they are followed from, pictures from elsewhere show their text. */
async function purifier() {
  const { Marked, DOMPurify } = await import('../vendor/markdown.js');
  DOMPurify.addHook('afterSanitizeAttributes', node => {
    if (node.nodeName === 'A' && node.hasAttribute('href')) node.setAttribute('rel', 'noopener noreferrer');
    if (node.nodeName === 'IMG' && !/^(blob:|\/(?![/\\])|\.)/.test(node.getAttribute('src') ?? '')) node.replaceWith(node.ownerDocument.createTextNode(node.getAttribute('alt') ?? ''));
    if (node.nodeName === 'INPUT') node.setAttribute('aria-label', node.checked ? '✓' : '–');
    for (const name of ['fill', 'stroke']) if (/url/i.test(node.getAttribute(name) ?? '')) node.removeAttribute(name);
  });
  return { Marked, DOMPurify };
}

let purifying = null;
const pure = () => (purifying ??= purifier().catch(error => { purifying = null; throw error; }));
const never = { FORBID_ATTR: ['style', 'id', 'class', 'name'], RETURN_TRUSTED_TYPE: true };

/** The levels of one text's headings, one after the other: below the page's own, and none is left out, whatever its author began with. */
function outline() {
  const above = [];
  return depth => {
    while (above.length && above.at(-1) >= depth) above.pop();
    above.push(depth);
    return Math.min(6, above.length + 1);
  };
}

const making = later(async () => {
  const { Marked, DOMPurify } = await pure();
  let level = null;
  const marked = new Marked({ gfm: true, breaks: false, walkTokens: token => { if (token.type === 'heading') token.depth = level(token.depth); } });
  const rules = { ...never, FORBID_TAGS: ['style', 'form', 'iframe', 'object', 'embed', 'svg', 'math', 'button', 'select', 'textarea', 'dialog'] };
  return text => { level = outline(); return DOMPurify.sanitize(marked.parse(text), rules); };
});

// What a report or the text of a test consists of, and the simple shapes of a plot; everything else keeps its words.
const tags = `p div span section article header footer address br hr h1 h2 h3 h4 h5 h6 b strong i em u s small sub sup code pre kbd blockquote q cite abbr mark ul ol li dl dt dd
  table caption thead tbody tfoot tr th td colgroup col figure figcaption img a svg g line rect circle path polyline polygon text tspan`.split(/\s+/);
const attributes = `href src alt title lang dir colspan rowspan scope span width height viewBox x y x1 y1 x2 y2 cx cy r rx ry d points transform fill stroke stroke-width stroke-dasharray
  text-anchor font-size font-weight font-family role aria-label aria-hidden`.split(/\s+/);
const inFront = /<(\/?)h([1-6])(?=[\s/>])/gi;

const cleaning = later(async () => {
  const { DOMPurify } = await pure();
  const rules = { ...never, ALLOWED_TAGS: tags, ALLOWED_ATTR: attributes, ALLOW_DATA_ATTR: false };
  return text => {
    const level = outline();
    let last = 2;
    const shifted = text.replace(inFront, (_, end, depth) => { if (!end) last = level(Number(depth)); return `<${end}h${last}`; });
    return DOMPurify.sanitize(shifted, rules);
  };
});

function useClean(text, clean) {
  const [made, setMade] = useState(null);
  useEffect(() => {
    const stop = new AbortController();
    clean(stop.signal).then(make => { if (!stop.signal.aborted) setMade(make(text ?? '')); }, () => {}); // only a text that is left is given up
    return () => stop.abort();
  }, [text]);
  return made;
}

/** HTML that somebody wrote, as a report or a test has it: nothing in it runs, has a look of its own, or asks elsewhere. Headings begin below the page's own. */
export function CleanHtml({ text, label }) {
  const clean = useClean(text, cleaning);
  return clean === null ? html`<${Skeleton} lines=${3} />` : html`<div class="clean-html" aria-label=${label} role=${label ? 'region' : undefined} dangerouslySetInnerHTML=${{ __html: clean }}></div>`;
}

/** Pictures from elsewhere show their text: nothing foreign is fetched. Headings begin below the page's own. `made` is told the node with the drawn text. */
export function Markdown({ text, label, made }) {
  const clean = useClean(text, making);
  const box = useRef(null);
  useLayoutEffect(() => { if (clean !== null) made?.(box.current); }, [clean]);
  return clean === null ? html`<${Skeleton} lines=${3} />` : html`<div ref=${box} class="markdown" aria-label=${label} role=${label ? 'region' : undefined} dangerouslySetInnerHTML=${{ __html: clean }}></div>`;
}
