// What records are described with: tags, licences, people.
import { kadiApi } from '../request.js';
import { pageOf, person } from './page.js';

const license = found => ({ name: found.name, title: found.title, url: found.url });

/** `type`: only tags of records, or of collections. */
export const tags = async (filter, signal, type) => (await kadiApi.get('/tags', { query: { filter, type, per_page: 20 }, signal })).items.map(found => found.name);
export const licenses = async ({ filter, page, perPage = 20 }, signal) => pageOf(await kadiApi.get('/licenses', { query: { filter, page, per_page: perPage }, signal }), license);
export const people = async (filter, signal) => (await kadiApi.get('/users', { query: { filter, per_page: 20 }, signal })).items.map(person);
export const me = async signal => person(await kadiApi.get('/users/me', { signal }));
