// Bars of a profile. The table beside it says the same, so the picture is one thing for whoever cannot see it.
import { html } from '../../vendor/ui.js';
import { number, t } from '../../i18n/text.js';
import { markAt } from './results-model.js';
import { scoreWord as shown } from './results-words.js';

const normName = norm => norm.name || t('assessment_results.norm_nth', { place: norm.place });

const Bar = ({ bar }) => html`<span class="profile-track">${bar.to !== null && html`<span class=${`profile-bar place-${bar.place}`} style=${{ left: `${bar.from * 100}%`, width: `${(bar.to - bar.from) * 100}%` }}></span>`}</span>`;

/** `plot` as results-model.js makes it. */
export function ProfilePlot({ title, plot }) {
  const words = plot.rows.map(row => `${row.name}: ${row.bars.map(bar => shown(bar.shown)).join(', ')}`).join('; ');
  const at = mark => ({ left: `${markAt(plot.marks, mark) * 100}%` });
  return html`
    <figure class="profile">
      <figcaption><strong>${title}</strong><p class="muted">${t(plot.isPercentile ? 'assessment_results.plot.percentiles_text' : 'assessment_results.plot.scores_text')}</p></figcaption>
      ${plot.norms.length > 1 && html`<ul class="plot-legend">${plot.norms.map(norm => html`<li key=${norm.place}><span class=${`profile-key place-${norm.place}`}></span>${normName(norm)}</li>`)}</ul>`}
      <div class="profile-rows" role="img" aria-label=${words}>
        ${plot.rows.map(row => html`<div class="profile-row" key=${row.id}>
          <span class="profile-name">${row.name}</span>
          <span class="profile-bars">${plot.marks.length > 1 && plot.marks.map(mark => html`<span key=${mark} class="profile-mark" style=${at(mark)}></span>`)}${row.bars.map(bar => html`<${Bar} key=${bar.place} bar=${bar} />`)}</span>
          <span class="profile-values">${row.bars.map(bar => html`<span key=${bar.place}>${shown(bar.shown)}</span>`)}</span>
        </div>`)}
        ${plot.marks.length > 1 && html`<div class="profile-row profile-axis"><span></span><span class="profile-marks">${plot.marks.map(mark => html`<span key=${mark} style=${at(mark)}>${number(mark)}</span>`)}</span><span></span></div>`}
      </div>
    </figure>`;
}
