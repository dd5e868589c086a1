// Something that is known by its number only: its title as a link once it was found, else what it is and its number.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as collections from '../../api/kadi/collections.js';
import * as groups from '../../api/kadi/groups.js';
import * as records from '../../api/kadi/records.js';
import * as templates from '../../api/kadi/templates.js';
import * as users from '../../api/kadi/users.js';
import { useFetched } from '../../state/fetched.js';
import { at } from './places.js';

const kinds = {
  record: { get: records.get, href: at.record, unnamed: id => t('research.thing.record', { id }) }, collection: { get: collections.get, href: at.collection, unnamed: id => t('research.thing.collection', { id }) },
  template: { get: templates.get, href: at.template, unnamed: id => t('research.thing.template', { id }) }, group: { get: groups.get, href: at.group, unnamed: id => t('research.thing.group', { id }) },
  user: { get: users.get, href: at.user, unnamed: id => t('research.thing.user', { id }) },
};

export function Thing({ kind, id }) {
  const { get, href, unnamed } = kinds[kind];
  const found = useFetched(signal => get(id, signal), [kind, id]).value; // gone, or not for the reader: the number stays
  return found ? html`<a href=${href(id)}>${found.title ?? found.name}</a>` : unnamed(String(id));
}
