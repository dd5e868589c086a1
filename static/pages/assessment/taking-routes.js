// What candidates see: their own sessions and the test itself. `whole`: the page draws its own frame.
import { html } from '../../vendor/ui.js';
import { session } from '../../state/session.js';
import { gate } from './gate.js';
import { owesCompany, takes } from './places.js';

const isAccount = () => session.value?.kind === 'account';

/** Candidates, people with a poll code, and accounts whose login takes tests. */
const mayTake = found => found.kind !== 'account' || owesCompany() || takes();

/** Accounts pass the door of assessment; candidates came in by their own. */
function behind(module) {
  const gated = gate(module);
  return { ...module, load: asked => (isAccount() ? gated : module).load(asked), default: props => html`<${(isAccount() ? gated : module).default} ...${props} />` };
}

export const routes = [
  { path: '/app/assessment/taking', page: () => import('./candidate-sessions.js').then(behind), words: ['assessment_taking'], right: mayTake },
  { path: '/app/assessment/taking/done', page: () => import('./candidate-done.js'), words: ['assessment_taking'], open: true },
  { path: '/app/assessment/taking/{id:uuid}', page: () => import('./take.js').then(behind), words: ['assessment_taking'], right: mayTake, whole: true },
];
