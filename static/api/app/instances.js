// Other servers whose records can be searched from here. docs/api/app.md §12.
import { appApi } from '../request.js';

const instance = found => ({ name: found.name, title: found.title, address: found.address, state: found.state });

/** Those that the person connected an account of, broken connections too. */
export const connected = async signal => (await appApi.get('/services', { signal })).items.map(instance).filter(found => found.state !== 'off');
