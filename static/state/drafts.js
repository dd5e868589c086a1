// What somebody typed and did not send: kept in this browser per account and object, gone after success and sign-out.
const prefix = 'athenaeum.draft.';
const keep = globalThis.localStorage;
let owner = '-';

export const own = account => { owner = account ?? '-'; };

const key = object => `${prefix}${owner}.${object}`;

export function read(object) {
  try {
    return JSON.parse(keep?.getItem(key(object)) ?? 'null')?.values ?? null;
  } catch {
    return null;
  }
}

/** Returns false when the browser has no room; the entries then live only in the page. */
export function write(object, values) {
  try {
    keep?.setItem(key(object), JSON.stringify({ values, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export const drop = object => keep?.removeItem(key(object));

/** Everything of this account; called by sign-out. */
export function forget() {
  for (const name of Object.keys(keep ?? {})) if (name.startsWith(`${prefix}${owner}.`)) keep.removeItem(name);
}
