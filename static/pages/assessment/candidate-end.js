// The end of a session, and leaving: what is still open for this person decides whether he stays signed in.
import { html, signal } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as taking from '../../api/itr/taking.js';
import { Button } from '../../components/button.js';
import { confirm } from '../../components/dialog.js';
import { go } from '../../router.js';
import { leave, owner, session as signedIn } from '../../state/session.js';
import { openStore } from './journal-store.js';
import { at } from './places.js';
import { stateOfSession } from './take-model.js';

/** What was just finished: { name, company, thanks, more }; null after a reload. */
export const ended = signal(null);

/** Ends a session whose tests are all done, and thanks. Nothing to do is left: then nobody stays signed in. */
export async function finished({ session, company, tests }) {
  const isPoll = signedIn.value?.kind === 'poll';
  const others = isPoll ? [] : (await taking.ownSessions(session.personId)).filter(each => each.id !== session.id && ['open', 'soon'].includes(stateOfSession(each)));
  try {
    await taking.endSession(session);
  } catch (error) {
    if (error.failure?.code !== 'finished') throw error;
  }
  const stays = others.length > 0 || signedIn.value?.kind === 'account';
  ended.value = { name: session.name, company: company.name, thanks: Object.values(tests).map(test => test.thanks).filter(Boolean).join('\n\n'), more: others.length, stays };
  go(at.taken, { replace: true });
  if (!stays) await leave();
}

/** Signs out; answers that only this browser has are told first. */
export async function signOut() {
  const store = await openStore();
  const own = (await store.all()).filter(entry => entry.owner === owner());
  const kept = own.filter(entry => entry.acked < entry.revision);
  if (kept.length && !(await confirm({ title: t('assessment_taking.unsent.title'), text: t('assessment_taking.unsent.text'), verb: t('assessment_taking.sign_out'), danger: true }))) return;
  // What the server has is not left to whoever sits here next.
  for (const { id } of own) await store.change(id, entry => (entry && entry.acked >= entry.revision ? { ...entry, answers: {}, known: {} } : undefined));
  await leave();
  go('/app/sign-in', { replace: true });
}

/** What stands below pages of candidates. Accounts have their own way out. */
export const leaveFoot = () => (signedIn.value?.kind === 'account' ? null : html`<${Button} icon="leave" onClick=${signOut}>${t('assessment_taking.sign_out')}<//>`);
