// What pages put into the top bar (uploads, jobs): components, drawn left of the person.
import { signal } from '../vendor/ui.js';

export const widgets = signal([]);
