// Who is signed in: the session's id in localStorage (so that a reload, another tab and a typed address stay signed in) and what it opens.
import { signal } from '../vendor/ui.js';
import * as sessions from '../api/app/session.js';
import * as drafts from './drafts.js';
import { forget } from './resource.js';

const place = 'athenaeum.session';
const keep = globalThis.localStorage;

export const session = signal(null); // null: nobody, or not known yet
export const ready = signal(false);
export const trouble = signal(null); // the failure that kept us from knowing who is there
export const lost = signal(null); // { resolve } while the sign-in stands over the page, because the session ended

export const token = () => keep.getItem(place);
export const account = () => session.value?.account ?? null;
export const owner = () => session.value?.account?.uuid ?? session.value?.person?.id ?? null;

/** Admin of everything, or of one domain when it is named. */
export const isAdmin = domain => Boolean(session.value?.roles.some(role => role.role === 'admin' && (role.domain === null || role.domain === domain)));
/** Does this server send mails, or only write them to its folder? */
export const sendsMail = () => session.value?.server?.sendsMail ?? true;
/** For how many days what was deleted stays in the trash. */
export const trashDays = () => session.value?.server?.trashDays ?? 7;
/** Flags of the login in the company that assessment works in: is_office_user, is_test_author … */
export const holds = flag => Boolean(session.value?.rights.includes(flag));
export const opens = entry => Boolean(session.value?.rail.includes(entry));

function show(found) {
  session.value = found;
  drafts.own(owner());
}

let entered = false;

/** Has somebody signed in since this document was opened? */
export const hasEntered = () => entered;

/**
 * Whose session ended goes on in the company that they worked in, and who has just one company works in it without being asked: a session that
 * picked none closes the pages of assessment, with what was typed there.
 */
async function inCompany(found, before = null) {
  const company = before ?? (found.companies.length === 1 ? found.companies[0] : null);
  if (!company || found.company || !found.companies.some(entry => entry.id === company.id)) return found;
  return sessions.pickCompany(company.id).catch(() => found); // where it asks for more, the door of those pages does
}

/** Keeps what a door answered, and gets the cookie for what the browser asks by itself. */
export async function enter({ sessionId, session: found }) {
  keep.setItem(place, sessionId);
  entered = true;
  const before = owner();
  const isOther = Boolean(before) && before !== (found.account?.uuid ?? found.person?.id);
  if (isOther) forget();
  show(await inCompany(found, isOther ? null : session.value?.company));
  ready.value = true;
  if (found.kind === 'account') await sessions.cookie().catch(() => {}); // pictures and downloads ask again after the next sign-in
  lost.value?.resolve(!isOther); // what one person sent is not sent again as another
  lost.value = null;
}

/** At start: is the stored session alive? */
export async function restore() {
  trouble.value = null;
  if (token()) {
    try {
      show(await inCompany(await sessions.current()));
      if (session.value.kind === 'account') sessions.cookie().catch(() => {});
    } catch (error) {
      if (!error.failure) throw error;
      if (error.failure.kind === 'ended') keep.removeItem(place);
      else trouble.value = error.failure;
    }
  }
  ready.value = true;
}

export async function refresh() {
  show(await sessions.current());
}

export async function leave() {
  await sessions.signOut().catch(() => {}); // the server may be away; this browser forgets all the same
  clear();
}

/** Forgets the session in this browser. */
export function clear() {
  keep.removeItem(place);
  drafts.forget();
  forget();
  show(null);
}

/** The server said that the session ended: sign in over the page; the promise tells whether the request may be tried again. */
export function ended() {
  if (!session.value) { keep.removeItem(place); return Promise.resolve(false); }
  if (!lost.value) {
    let resolve;
    const promise = new Promise(done => { resolve = done; });
    lost.value = { promise, resolve };
  }
  return lost.value.promise;
}

/** Given up signing in over the page: what was typed stays as a draft. */
export function give() {
  const waiting = lost.value;
  lost.value = null;
  keep.removeItem(place);
  forget();
  session.value = null;
  waiting?.resolve(false);
}

globalThis.addEventListener?.('storage', event => {
  if (event.key !== place) return;
  if (!event.newValue) { forget(); show(null); }
  else restore();
});
