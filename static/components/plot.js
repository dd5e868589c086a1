// Lines over a common axis: drawn by uPlot, readable by keyboard, as a table and as CSV. Colours follow the theme.
import { html, useEffect, useId, useMemo, useRef, useState } from '../vendor/ui.js';
import { dateTime, language, number, plural, t, timeTick } from '../i18n/text.js';
import { announce } from './announcer.js';
import { Button, IconButton } from './button.js';
import { later } from './later.js';
import { saveCsv } from './save-file.js';
import { range, thin } from './series.js';

const plotting = later(() => import('../vendor/plot.js'));
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4], [12, 4], [2, 6], [6, 2, 2, 2]];
const mostDrawn = 4000;
const mostRows = 500;
const unitsOf = lines => [...new Set(lines.map(line => line.unit).filter(Boolean))];
const named = axis => (axis.unit ? `${axis.label} [${axis.unit}]` : axis.label);
// What a value of the x axis is called: by `x.shown`, else as a time or a number.
const called = (x, value) => (x.shown ? x.shown(value) : x.kind === 'time' ? dateTime(value * 1000) : number(value));
// Steps of an axis that counts: nobody finishes half a session.
const wholes = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));
const counts = lines => lines.every(line => line.values.every(value => value === null || value === undefined || Number.isInteger(value)));
const colour = (node, name) => getComputedStyle(node).getPropertyValue(name).trim();

function options(node, { x, lines }, size) {
  const grid = { stroke: colour(node, '--line'), width: 1 };
  const axis = { stroke: colour(node, '--muted'), grid, ticks: grid, font: '12px system-ui', labelFont: '12px system-ui', labelSize: 20 };
  const isTime = x.kind === 'time';
  return {
    ...size,
    legend: { show: false },
    padding: [null, 32, null, null], // half of the last label stands beyond the last point
    cursor: { drag: { x: true, y: false }, points: { size: 8 } },
    scales: { x: { time: isTime } },
    axes: [{ ...axis, label: named(x), ...(isTime ? { space: 80, values: (_, ticks, axis, space, step) => ticks.map(x.shown ?? (tick => timeTick(tick, step))) } : { values: (_, ticks) => ticks.map(tick => number(tick)) }) }, { ...axis, size: 64, ...(counts(lines) && { incrs: wholes }), label: lines.length === 1 ? named(lines[0]) : unitsOf(lines).map(unit => `[${unit}]`).join(' · '), values: (_, ticks) => ticks.map(tick => number(tick, { maximumSignificantDigits: 6 })) }],
    series: [{}, ...lines.map((line, i) => ({ label: line.label, stroke: colour(node, `--series-${(i % 8) + 1}`), width: 2, dash: dashes[i % 8], points: { show: false } }))],
  };
}

function useChart({ data, table, onCursor }) {
  const node = useRef(null);
  const chart = useRef(null);
  const cursor = useRef(onCursor);
  cursor.current = onCursor;
  useEffect(() => {
    const stop = new AbortController();
    let uPlot = null;
    const size = () => ({ width: Math.max(120, node.current.clientWidth - 16), height: node.current.clientHeight - 20 });
    const draw = () => {
      if (stop.signal.aborted || !uPlot || !node.current) return;
      const scales = chart.current && { ...chart.current.scales.x };
      chart.current?.destroy();
      chart.current = new uPlot({ ...options(node.current, data, size()), hooks: { setCursor: [plot => cursor.current(plot.cursor.idx)] } }, table, node.current);
      if (scales?.min !== undefined && scales.min !== null) chart.current.setScale('x', { min: scales.min, max: scales.max });
    };
    plotting(stop.signal).then(module => { uPlot = module.uPlot; draw(); }, () => {}); // only a plot that is left is given up
    const sized = new ResizeObserver(() => { if (node.current) chart.current?.setSize(size()); });
    sized.observe(node.current);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const schemes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map(query => matchMedia(query));
    for (const scheme of schemes) scheme.addEventListener('change', draw);
    return () => { stop.abort(); sized.disconnect(); theme.disconnect(); for (const scheme of schemes) scheme.removeEventListener('change', draw); chart.current?.destroy(); chart.current = null; };
  }, [data, table, language.value]);
  return { node, chart };
}

/**
 * x      { label, unit, kind: 'number' | 'time' (seconds), values, shown: value => text }
 * lines  [{ label, unit, values }]
 */
export function Plot({ label, x, lines, file = 'data.csv' }) {
  const [at, setAt] = useState(null);
  const [shownTable, setShownTable] = useState(false);
  const id = useId();
  const data = useMemo(() => ({ x, lines }), [x, lines]);
  const kept = useMemo(() => thin(lines.map(line => line.values), x.values.length, mostDrawn), [x, lines]);
  const table = useMemo(() => [x.values, ...lines.map(line => line.values)].map(column => (kept ? kept.map(i => column[i]) : column)), [kept]);
  const { node, chart } = useChart({ data, table, onCursor: index => setAt(index ?? null) });
  const valuesAt = index => [`${x.label} ${called(x, table[0][index])}`, ...lines.map((line, i) => `${line.label} ${table[i + 1][index] === null ? '–' : number(table[i + 1][index])}${line.unit ? ` ${line.unit}` : ''}`)].join(', ');

  const zoom = factor => {
    if (!chart.current) return;
    const { min, max } = chart.current.scales.x;
    const middle = at === null ? (min + max) / 2 : table[0][at];
    const half = ((max - min) / 2) * factor;
    const all = range(table[0]);
    chart.current.setScale('x', { min: Math.max(all.low, middle - half), max: Math.min(all.high, middle + half) });
  };
  const everything = () => { if (!chart.current) return; const all = range(table[0]); chart.current.setScale('x', { min: all.low, max: all.high }); };
  const move = index => {
    const to = Math.max(0, Math.min(table[0].length - 1, index));
    const plot = chart.current;
    plot.setCursor({ left: plot.valToPos(table[0][to], 'x'), top: 0 });
    setAt(to);
    announce(valuesAt(to));
  };
  const keys = event => {
    if (!chart.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 10 : 1;
    const act = {
      ArrowRight: () => move((at ?? -1) + step), ArrowLeft: () => move((at ?? table[0].length) - step), Home: () => move(0), End: () => move(table[0].length - 1),
      '+': () => zoom(0.5), '-': () => zoom(2), 0: everything,
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  };
  const summary = [plural('components.plot.points', x.values.length), ...lines.map(line => ({ line, found: range(line.values) })).filter(({ found }) => found)
    .map(({ line, found }) => t('components.plot.series', { name: named(line), low: number(found.low), high: number(found.high) }))].join('. ');
  const save = () => {
    const rows = [[named(x), ...lines.map(named)], ...x.values.map((value, i) => [x.shown ? x.shown(value) : value, ...lines.map(line => line.values[i])])];
    saveCsv(rows, file);
  };
  return html`
    <figure class="plot" aria-labelledby=${`${id}-label`}>
      <figcaption id=${`${id}-label`}><strong>${label}</strong><p class="muted" id=${`${id}-summary`}>${summary}.${kept ? ` ${t('components.plot.thinned', { count: x.values.length })}` : ''}</p></figcaption>
      <ul class="plot-legend">${lines.map((line, i) => html`<li key=${line.label}><svg width="28" height="8" aria-hidden="true"><line x1="0" y1="4" x2="28" y2="4" style=${{ stroke: `var(--series-${(i % 8) + 1})`, strokeDasharray: dashes[i % 8].join(' ') }} /></svg>
        <span>${named(line)}${at !== null && table[i + 1][at] !== undefined && html`: <strong>${table[i + 1][at] === null ? '–' : number(table[i + 1][at])}</strong>`}</span></li>`)}
        ${at !== null && html`<li class="muted">${named(x)}: ${called(x, table[0][at])}</li>`}</ul>
      <div class="plot-box" ref=${node} tabindex="0" role="application" aria-roledescription=${t('components.plot.role')} aria-label=${label} aria-describedby=${`${id}-summary ${id}-hint`} onKeyDown=${keys}></div>
      <div class="plot-foot"><span class="muted" id=${`${id}-hint`}>${t('components.plot.hint')}</span>
        <${IconButton} small kind="secondary" icon="plus" label=${t('components.plot.zoom_in')} onClick=${() => zoom(0.5)} />
        <${IconButton} small kind="secondary" icon="minus" label=${t('components.plot.zoom_out')} onClick=${() => zoom(2)} />
        <${Button} small onClick=${everything}>${t('components.plot.reset')}<//>
        <${Button} small icon="table" aria-pressed=${shownTable} onClick=${() => setShownTable(!shownTable)}>${t('components.plot.table')}<//>
        <${Button} small icon="download" onClick=${save}>${t('components.plot.csv')}<//></div>
      ${shownTable && html`<${PlotTable} x=${x} lines=${lines} label=${label} />`}
    </figure>`;
}

const PlotTable = ({ x, lines, label }) => html`
  ${x.values.length > mostRows && html`<p class="muted">${t('components.plot.table_part', { shown: mostRows, count: x.values.length })}</p>`}
  <div class="grid-box" tabindex="0" role="region" aria-label=${label}><table class="grid">
    <caption class="visually-hidden">${label}</caption>
    <thead><tr><th scope="col">${t('components.plot.row')}</th>${[x, ...lines].map(axis => html`<th key=${axis.label} scope="col" class="end">${named(axis)}</th>`)}</tr></thead>
    <tbody>${x.values.slice(0, mostRows).map((value, i) => html`<tr key=${i}><th scope="row">${number(i + 1)}</th><td class="end">${x.shown ? x.shown(value) : x.kind === 'time' ? new Date(value * 1000).toISOString() : number(value)}</td>
      ${lines.map(line => html`<td key=${line.label} class="end">${line.values[i] === null || line.values[i] === undefined ? '–' : number(line.values[i], { maximumSignificantDigits: 8 })}</td>`)}</tr>`)}</tbody>
  </table></div>`;
