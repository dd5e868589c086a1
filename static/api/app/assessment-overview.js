// What a test office has on its desk, in numbers. docs/api/app.md §19
import { appApi } from '../request.js';

/** { sessions: { ready, running, done, over }, weeks: [{ week, done }] } */
export const get = signal => appApi.get('/assessment/overview', { signal });
