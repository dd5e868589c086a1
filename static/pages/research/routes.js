// Pages of research data; routes.js joins them with all others.
import { computed, effect } from '../../vendor/ui.js';
import { need } from '../../i18n/text.js';
import { offer } from '../../commands.js';
import { widgets } from '../../state/bar.js';
import { opens, owner, session } from '../../state/session.js';
import { isKept, queue } from '../../state/upload-queue.js';

const right = () => opens('records');
const page = (path, module, more = {}) => ({ path, page: module, words: ['research'], right, ...more });
const record = () => import('./record.js');
const file = () => import('./file.js');
const edit = () => import('./edit.js');
const collection = () => import('./collection.js');
const editCollection = () => import('./collection-edit.js');
const template = () => import('./template.js');
const editTemplate = () => import('./template-edit.js');
const group = () => import('./group.js');
const editGroup = () => import('./group-edit.js');
const user = () => import('./user.js');
const ofRecords = { words: ['research', 'links', 'templates'] };
const ofEditing = { words: ['research', 'templates'] };
const ofTemplates = { words: ['research', 'templates', 'search'] };
const ofGroups = { words: ['research', 'groups', 'search'] };
const ofCollections = { words: ['research', 'collections', 'search'] };

export const routes = [
  page('/app/research/records', () => import('./records.js'), { words: ['research', 'search'] }),
  page('/app/research/records/new', edit, ofEditing),
  page('/app/research/records/{id:int}', record, ofRecords),
  page('/app/research/records/{id:int}/edit', edit, ofEditing),
  page('/app/research/records/{id:int}/files/{file:uuid}', file),
  page('/app/research/collections', () => import('./collections.js'), ofCollections),
  page('/app/research/collections/new', editCollection, ofCollections),
  page('/app/research/collections/{id:int}', collection, ofCollections),
  page('/app/research/collections/{id:int}/edit', editCollection, ofCollections),
  page('/collections/{id:int}', collection, ofCollections),
  page('/app/research/templates', () => import('./templates.js'), ofTemplates),
  page('/app/research/templates/new', editTemplate, ofTemplates),
  page('/app/research/templates/{id:int}', template, ofTemplates),
  page('/app/research/templates/{id:int}/edit', editTemplate, ofTemplates),
  page('/templates/{id:int}', template, ofTemplates),
  page('/app/research/groups', () => import('./groups.js'), ofGroups),
  page('/app/research/groups/new', editGroup, ofGroups),
  page('/app/research/groups/{id:int}', group, ofGroups),
  page('/app/research/groups/{id:int}/edit', editGroup, ofGroups),
  page('/groups/{id:int}', group, ofGroups),
  page('/users/{id:int}', user, ofGroups),
  page('/app/research/trash', () => import('./trash.js')),
  page('/records/{id:int}', record, ofRecords),
  page('/records/{id:int}/links/{link:int}', record, ofRecords),
  page('/records/{id:int}/files/{file:uuid}', file),
];

// Ctrl K finds records, collections, templates, groups and people; what that needs is fetched with the first search.
offer(async (text, signal) => {
  const [{ find }] = await Promise.all([import('./finding.js'), need('research', 'collections', 'search', 'templates', 'groups')]);
  return find(text, signal);
}, () => opens('records'));

const areUploads = computed(() => queue.value.length > 0);

// Uploads go on while other pages are shown, and those that a reload interrupted are offered again; nothing is fetched before there are some.
effect(() => {
  if (!session.value || !opens('records')) { widgets.value = widgets.peek().filter(widget => widget.area !== 'research'); return; }
  if (!areUploads.value && !isKept(owner())) return;
  Promise.all([import('./uploads-bar.js'), need('research')]).then(([{ UploadsBar }]) => {
    if (!widgets.peek().includes(UploadsBar)) widgets.value = [...widgets.peek(), UploadsBar];
  }, () => {});
});
