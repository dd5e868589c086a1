// What leads up to a page of assessment: every way begins at the test office.
import { t } from '../../i18n/text.js';
import { office } from './office-places.js';
import { at } from './places.js';

export const crumbs = (...steps) => [{ href: at.home, label: t('shell.test_office') }, ...steps];
export const officeCrumbs = (...steps) => crumbs({ href: office.home, label: t('assessment_office.title') }, ...steps);
