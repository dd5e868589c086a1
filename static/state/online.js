// Is there a network? The browser's word; a failed request tells the rest.
import { signal } from '../vendor/ui.js';

export const online = signal(globalThis.navigator?.onLine !== false);

globalThis.addEventListener?.('online', () => { online.value = true; });
globalThis.addEventListener?.('offline', () => { online.value = false; });
