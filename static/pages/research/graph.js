// Links of records as a graph that one can walk: pressing a record moves it into the middle. The table beside it says the same in words.
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../../vendor/ui.js';
import { list, plural, t } from '../../i18n/text.js';
import * as links from '../../api/kadi/links.js';
import * as records from '../../api/kadi/records.js';
import { announce } from '../../components/announcer.js';
import { Button, ButtonLink, IconButton } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Loaded } from '../../components/loaded.js';
import { useFetched } from '../../state/fetched.js';
import { layout, neighbours, step } from './graph-layout.js';
import { at } from './places.js';

const first = 30;
const most = 100; // what one answer of the server holds
const zooms = [0.5, 0.65, 0.8, 1, 1.25, 1.5];

async function around(id, limit, signal) {
  const [record, outgoing, incoming] = await Promise.all([
    records.get(id, signal),
    links.list(id, { direction: 'out', perPage: limit.out, sort: 'name' }, signal),
    links.list(id, { direction: 'in', perPage: limit.in, sort: 'name' }, signal),
  ]);
  return { record, outgoing, incoming };
}

function useWidth() {
  const box = useRef(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    measured.observe(box.current);
    setWidth(Math.floor(box.current.clientWidth));
    return () => measured.disconnect();
  }, []);
  return [box, width];
}

/** The names of the links between a node and the middle, with arrows for the eye and words for the ear. */
const Sayings = ({ node }) => html`<span class="graph-name">
  ${node.in.length > 0 && html`<span class="visually-hidden">${t('links.graph.from')}: </span>${list(node.in)}<span aria-hidden="true"> →</span>`}${node.in.length > 0 && node.out.length > 0 && ' · '}
  ${node.out.length > 0 && html`<span class="visually-hidden">${t('links.graph.to')}: </span><span aria-hidden="true">→ </span>${list(node.out)}`}<span class="visually-hidden">, </span></span>`;

/** Dragging the ground moves what is seen; fingers scroll as everywhere. */
function useDragging(box) {
  const begun = useRef(null);
  return {
    onPointerDown: event => {
      if (event.pointerType !== 'mouse' || event.button !== 0 || event.target.closest('a, button')) return;
      begun.current = { x: event.clientX + box.current.scrollLeft, y: event.clientY + box.current.scrollTop };
    },
    onPointerMove: event => { if (begun.current && event.buttons) box.current.scrollTo(begun.current.x - event.clientX, begun.current.y - event.clientY); },
    onPointerUp: () => { begun.current = null; },
    onPointerLeave: () => { begun.current = null; },
  };
}

function Node({ place, href, current, active, onFocus, onKeys, onHover, onClick, title, above, id }) {
  const where = { transform: `translate(${place.x}px, ${place.y}px)`, width: `${place.width}px`, height: `${place.height}px` };
  return html`<a class=${`graph-node${current ? ' centre' : ''}${active ? ' active' : ''}`} href=${href} title=${title} style=${where}
    data-id=${id} data-keep-place=${current ? undefined : true} tabindex=${active ? 0 : -1} aria-current=${current ? 'true' : undefined}
    onFocus=${onFocus} onClick=${onClick} onKeyDown=${onKeys} onPointerEnter=${() => onHover(id)} onPointerLeave=${() => onHover(null)}>
    ${above}<span class="graph-title">${title}</span></a>`;
}

function Drawing({ found, hrefOf, moved }) {
  const [box, width] = useWidth();
  const [zoom, setZoom] = useState(3);
  const { record } = found;
  const [active, setActive] = useState(record.id);
  const [hovered, setHovered] = useState(null);
  const stage = useRef(null);
  const { before, behind } = useMemo(() => neighbours(found.outgoing.rows, found.incoming.rows), [found]);
  const plan = useMemo(() => layout({ centre: record.id, before, behind, width: Math.max(width, 240) }), [found, width]);
  const dragging = useDragging(box);
  const walked = useRef(record.id);
  useEffect(() => {
    setActive(record.id);
    if (walked.current === record.id) return;
    walked.current = record.id;
    announce(t('links.graph.at', { name: record.title, links: plural('links.count', found.outgoing.total + found.incoming.total) }));
    if (moved.current) stage.current.querySelector(`[data-id="${record.id}"]`)?.focus({ preventScroll: true });
    moved.current = false;
  }, [record.id]);
  useEffect(() => { // the middle is in sight
    const place = plan.nodes.get(record.id);
    const node = box.current;
    node.scrollTo(0, Math.max(0, (place.y + place.height / 2) * zooms[zoom] - node.clientHeight / 2));
  }, [plan, zoom]);
  const focus = id => { setActive(id); stage.current.querySelector(`[data-id="${id}"]`)?.focus(); };
  const keys = event => {
    const to = event.key === 'Home' ? record.id : step(plan, active, event.key);
    if (event.key === 'Home' || event.key.startsWith('Arrow')) event.preventDefault();
    if (to) focus(to);
  };
  const props = id => ({ key: id, id, place: plan.nodes.get(id), active: active === id, onFocus: () => setActive(id), onKeys: keys, onHover: setHovered, onClick: () => { moved.current = id !== record.id; } });
  const lit = id => id === hovered || (id === active && id !== record.id);
  const scale = zooms[zoom];
  const sized = { width: `${plan.width * scale}px`, height: `${plan.height * scale}px` };
  return html`
    <div class="graph" role="group" aria-label=${t('links.graph.of', { name: record.title })} aria-describedby="graph-keys">
      <div class="graph-box" ref=${box} ...${dragging}>
        <div class="graph-size" style=${sized}>
          <div class="graph-stage" ref=${stage} style=${{ width: `${plan.width}px`, height: `${plan.height}px`, transform: `scale(${scale})` }}>
            <svg class="graph-edges" width=${plan.width} height=${plan.height} aria-hidden="true" focusable="false">
              <defs><marker id="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" /></marker></defs>
              ${plan.edges.map(edge => html`<path key=${edge.id} class=${lit(edge.id) ? 'lit' : ''} d=${edge.path} marker-start=${edge.start ? 'url(#graph-arrow)' : undefined} marker-end=${edge.end ? 'url(#graph-arrow)' : undefined} />`)}
            </svg>
            ${[...before, { id: record.id }, ...behind].map(node => (node.id === record.id
              ? html`<${Node} ...${props(record.id)} current href=${at.record(record.id)} title=${record.title} />`
              : html`<${Node} ...${props(node.id)} href=${hrefOf(node.id)} above=${html`<${Sayings} node=${node} />`} title=${node.record.title} />`))}
          </div>
        </div>
      </div>
      <div class="graph-foot">
        <span class="muted" id="graph-keys">${t('links.graph.keys')}</span>
        <span class="row"><${IconButton} small icon="minus" label=${t('links.graph.smaller')} why=${zoom === 0 ? t('links.graph.smallest') : null} onClick=${() => setZoom(zoom - 1)} />
          <${IconButton} small icon="plus" label=${t('links.graph.larger')} why=${zoom === zooms.length - 1 ? t('links.graph.largest') : null} onClick=${() => setZoom(zoom + 1)} /></span>
      </div>
    </div>`;
}

const More = ({ way, found, shown, more }) => found.total > found.rows.length && html`<p class="graph-more"><span>${t(way === 'out' ? 'links.graph.part_out' : 'links.graph.part_in', { shown: found.rows.length, count: found.total })}</span>
  ${shown < most ? html`<${Button} small onClick=${more}>${t('links.graph.more')}<//>` : html`<span class="muted">${t('links.graph.rest')}</span>`}</p>`;

/** `start` is the record of the page, `centre` the id in the middle, `hrefOf` gives the address with another middle, `again` changes when links did. */
export function Graph({ start, centre, hrefOf, again }) {
  const [limit, setLimit] = useState({ out: first, in: first });
  const data = useFetched(signal => around(centre, limit, signal), [centre, limit, again]);
  const moved = useRef(false);
  const more = way => setLimit({ ...limit, [way]: Math.min(most, limit[way] + first) });
  return html`<${Loaded} data=${data} height="16rem" lines=${5}>${found => html`
    ${found.record.id !== start.id && html`<p class="graph-way"><${Icon} name="right" size=${16} /><span>${t('links.graph.away', { name: found.record.title })}</span>
      <${ButtonLink} small icon="restore" href=${hrefOf(null)} data-keep-place onClick=${() => { moved.current = true; }}>${t('links.graph.back', { name: start.title })}<//>
      <${ButtonLink} small icon="record" href=${at.record(found.record.id, 'links')}>${t('links.graph.open_it')}<//></p>`}
    <${Drawing} found=${found} hrefOf=${hrefOf} moved=${moved} />
    <${More} way="in" found=${found.incoming} shown=${limit.in} more=${() => more('in')} />
    <${More} way="out" found=${found.outgoing} shown=${limit.out} more=${() => more('out')} />`}<//>`;
}
