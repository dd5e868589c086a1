// A screen of a test made here, as candidates see it. Used where tests are taken and by the editor's preview (words: 'assessment_taking').
//
//   screen    { id, name, components }, as a test stores it
//   answers   component id → answer (always a text)
//   onAnswer  (component id, answer) when one changes
//   test      { id, companyId, pictures, language }: what its texts are written in, where pictures are; `pictures` (name → address) where they were fetched before
//   faults    component id → fault of answers.js, shown at the question
import { html } from '../../../vendor/ui.js';
import { clock, t } from '../../../i18n/text.js';
import { bases } from '../../../api/request.js';
import { Icon } from '../../../components/icon.js';
import { Markdown } from '../../../components/markdown.js';
import { Likert, MultipleChoice, SingleChoice } from './choices.js';
import { FreeText, NumberEntry, Slider } from './entries.js';
import { Ranking } from './ranking.js';

const Text = ({ component }) => html`<div class="take-reading" lang=${component.lang}><${Markdown} text=${component.text ?? ''} /></div>`;

const Heading = ({ component }) => html`<h2 class="take-heading" lang=${component.lang}>${component.text}</h2>`;

const fileAddress = (test, name) => test?.pictures?.[name] ?? `${bases.itr}/files/${test?.companyId ?? 'master'}/${test?.id}/MEDIA/${encodeURIComponent(name)}`;

/** A picture that cannot be shown still says what it shows. */
const Picture = ({ component, test }) => html`<figure class="take-picture"><img src=${fileAddress(test, component.file)} alt=${component.text ?? ''} lang=${component.lang} /></figure>`;

const Timed = ({ component }) => html`<p class="take-timed" lang=${component.text ? component.lang : undefined}><${Icon} name="clock" size=${18} />${component.text || t('assessment_taking.timed', { time: clock(component.seconds) })}</p>`;

const kinds = {
  text: Text, heading: Heading, picture: Picture, timer: Timed,
  single_choice: SingleChoice, likert: Likert, multiple_choice: MultipleChoice, number: NumberEntry, free_text: FreeText, slider: Slider, ranking: Ranking,
};

/** A language as pages name it (`de`); tests from elsewhere may say anything. */
export const tagOf = language => (/^[a-z]{2}([-_].*)?$/i.test(language ?? '') ? language.slice(0, 2).toLowerCase() : undefined);

/** A component with what is missing while it is being written. */
const whole = (component, lang) => ({ ...component, lang, options: component.options ?? [], ...(component.type === 'slider' && { min: component.min ?? 0, max: component.max ?? 10 }) });

export function Screen({ screen, answers = {}, onAnswer = () => {}, test, faults = {} }) {
  return html`<div class="take-screen">${screen.components.map(component => whole(component, tagOf(test?.language))).map(component => {
    const Kind = kinds[component.type];
    return Kind ? html`<${Kind} key=${component.id} screen=${screen} component=${component} test=${test} value=${answers[component.id] ?? ''} fault=${faults[component.id]} onAnswer=${value => onAnswer(component.id, value)} />` : null;
  })}</div>`;
}
