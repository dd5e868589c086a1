// Files on their way to records, as the whole app knows them; state/uploads.js sends them, and is fetched where there are some.
import { signal } from '../vendor/ui.js';

export const queue = signal([]);

/** Where this browser keeps what a reload must not lose. */
export const place = account => `athenaeum.uploads.${account}`;
export const isKept = account => localStorage.getItem(place(account)) !== null;
