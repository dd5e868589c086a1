// Files on their way to records, as the whole app knows them; state/uploads.js sends them, and nothing waits for it.
import { signal } from '../vendor/ui.js';

export const queue = signal([]);
