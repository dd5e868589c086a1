// Which norms the scores of a test are compared with, up to three.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as results from '../../api/itr/results.js';
import * as tests from '../../api/itr/tests.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Select } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { toast } from '../../components/toast.js';
import { useForm } from '../../state/form.js';
import { useFetched } from '../../state/fetched.js';
import { nameOf } from './results-words.js';

const places = ['first', 'second', 'third'];

async function fetched(session, test, signal) {
  const [taken, definition] = await Promise.all([results.get(session.id, test.id, signal), tests.get(test.testId, signal)]);
  return { chosen: taken.norms, norms: Array.isArray(definition.norms) ? definition.norms : [] };
}

function NormsForm({ value, test, session, close, saved }) {
  const form = useForm({
    start: Object.fromEntries(places.map((name, i) => [name, value.norms.some(norm => norm.id === value.chosen[i]) ? value.chosen[i] : ''])), // one that is gone is none
    send: values => results.setNorms(session.id, test.id, places.map(name => values[name] || null)),
    done: () => { toast(t('assessment_results.norms.applied')); saved(); },
  });
  if (value.norms.length === 0) return html`<p>${t('assessment_results.norms.missing')}</p>`;
  const norms = value.norms.map((norm, n) => ({ value: norm.id, label: norm.name || norm.description || t('assessment_results.norm_nth', { place: n + 1 }) }));
  const offered = i => [{ value: '', label: t(i ? 'assessment_results.norms.none' : 'assessment_results.norms.first') }, ...norms];
  return html`<p class="muted">${t('assessment_results.norms.text')}</p>
    <${Form} form=${form} submit=${t('assessment_results.norms.apply')} label=${t('assessment_results.norms.choose')} saved="" more=${html`<${Button} onClick=${close}>${t('components.cancel')}<//>`}>
      ${places.map((name, i) => html`<${Select} key=${name} ...${form.field(name, { label: t('assessment_results.norm_nth', { place: i + 1 }) })} options=${offered(i)} />`)}
    <//>`;
}

export function NormsDialog({ test, session, close, saved }) {
  const data = useFetched(signal => fetched(session, test, signal), [test.id]);
  return html`<${Dialog} title=${t('assessment_results.norms.of', { name: nameOf(test) })} onClose=${close}>
    <${Loaded} data=${data} height="16rem">${value => html`<${NormsForm} value=${value} test=${test} session=${session} close=${close} saved=${saved} />`}<//><//>`;
}
