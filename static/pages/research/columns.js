// Columns that all lists of research data have in common.
import { html } from '../../vendor/ui.js';
import { DateTime } from '../../components/date-time.js';
import { Status } from '../../components/status.js';
import { Person } from './facts.js';

/** What something is called: its title as a link, its identifier below. */
export const name = hrefOf => ({ label: 'research.title', main: true, sort: 'title', cell: row => html`<a href=${hrefOf(row.id)}>${row.title}</a><span class="hint identifier">${row.identifier}</span>` });
export const visibility = { label: 'research.visibility', status: true, narrow: true, cell: row => html`<${Status} noun="visibility" value=${row.visibility} />` };
/** People of another server have no page here. */
export const creator = { label: 'research.creator', fact: true, narrow: true, cell: row => (row.isRemote ? row.creator?.name : html`<${Person} person=${row.creator} />`) };
export const changed = { label: 'research.modified', fact: true, narrow: true, sort: 'last_modified', cell: row => html`<${DateTime} value=${row.modifiedAt} as="ago" />` };
