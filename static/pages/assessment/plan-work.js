// What planning sends, step by step: people first, then sessions with their tests, then mails. Every id is made before, so that the same plan can be
// carried out again after a lost connection without anything being there twice.
import * as groups from '../../api/itr/groups.js';
import { newId, randomText } from '../../api/itr/page.js';
import * as persons from '../../api/itr/persons.js';
import * as sessionTests from '../../api/itr/session_tests.js';
import * as sessions from '../../api/itr/sessions.js';
import { forEach } from '../../state/many.js';
import { needsPassword } from './plan-mail.js';
import { sendTo } from './plan-mail-text.js';

/** A person of a plan: one that is there (`personId`) or a new one. */
export const row = person => ({ personId: null, sessionId: newId(), testIds: [], ...person, name: person.name ?? ([person.firstName, person.lastName].filter(Boolean).join(' ') || person.email) });

const ofSession = plan => ({
  description: plan.description, goal: plan.goal, from: plan.from, until: plan.until, enforcesEnd: plan.enforcesEnd, notify: plan.notify, batteries: plan.batteries, managedBy: plan.managedBy, isActive: true,
});

async function addTests(plan, sessionId, personId, ids) {
  for (const [at, test] of plan.tests.entries()) {
    ids[at] ??= newId();
    await sessionTests.create(sessionId, { testId: test.id, personId, sequence: at, language: test.language, norms: test.norm ? [test.norm] : [] }, ids[at]);
  }
}

/** A new person is made, unless somebody active has the address already. */
export async function findOrCreate(plan, one) {
  if (one.personId) return;
  const [known] = await persons.withEmail(one.email);
  if (known) { Object.assign(one, { personId: known.id, name: known.name, password: undefined }); return; } // made by a try before, or by somebody else: whose password it has is not sure
  if (plan.mail && needsPassword(plan.mail.mailSubject, plan.mail.mailText)) one.password = persons.newPassword();
  one.personId = await persons.create({ firstName: one.firstName, lastName: one.lastName, email: one.email, language: one.language, managedBy: plan.managedBy, password: one.password });
}

async function planOne(plan, one) {
  await findOrCreate(plan, one);
  one.isDouble = plan.rows.some(other => other !== one && !other.isDouble && other.personId === one.personId); // typed in anew, though chosen before
  if (plan.isGroup || one.isDouble) return;
  await sessions.create({ ...ofSession(plan), personId: one.personId }, one.sessionId);
  await addTests(plan, one.sessionId, one.personId, one.testIds);
}

/** The group with its tests, then everybody who is there into it. */
async function joinGroup(plan, rows) {
  await sessions.create({ ...ofSession(plan), type: sessions.types.group }, plan.groupId);
  await addTests(plan, plan.groupId, null, plan.groupTests);
  if (rows.length) await groups.addMembers(plan.groupId, rows.map(one => one.personId));
}

/** People who were already planned, or wrote to, are left out the next time. */
export async function carryOut(plan, progress) {
  const named = { name: one => one.name };
  const people = await forEach(plan.rows.filter(one => !one.isPlanned), async one => { await planOne(plan, one); one.isPlanned = !plan.isGroup; }, { ...named, progress: at => progress({ step: 'people', ...at }) });
  if (plan.isGroup) {
    await joinGroup(plan, people.done.filter(one => !one.isDouble));
    for (const one of people.done) one.isPlanned = true;
  }
  const planned = plan.rows.filter(one => one.isPlanned && !one.isDouble);
  const toWrite = plan.mail ? planned.filter(one => !one.isWritten && one.email) : [];
  const mails = await forEach(toWrite, async one => { await sendTo(one, plan, plan.mail); one.isWritten = true; }, { ...named, progress: at => progress({ step: 'mails', ...at }) });
  return { planned, refused: people.refused, unwritten: mails.refused };
}

/** A public session: somebody technical stands for everybody who comes with the code. */
export async function publish(plan) {
  if (!plan.hasPerson) {
    await persons.update(plan.personId, { lastName: plan.description, firstName: '', type: 1, managedBy: plan.managedBy, isActive: true });
    plan.hasPerson = true;
  }
  await sessions.create({ ...ofSession(plan), type: sessions.types.public, personId: plan.personId, code: plan.code }, plan.groupId);
  await addTests(plan, plan.groupId, plan.personId, plan.groupTests);
}

/** A code that is easily read out and typed. */
export const newCode = () => randomText(6);
