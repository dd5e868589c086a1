// How complete the words of assessment are in each language. docs/api/app.md §19
import { appApi } from '../request.js';

export const languages = async signal => (await appApi.get('/assessment/translations', { signal })).languages.map(row => ({ id: row.language, language: row.language, translated: row.translated, words: row.words, at: row.changed_at }));
