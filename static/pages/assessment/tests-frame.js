// What the lists of tests, batteries and report definitions share: the way from one to another.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Page } from '../../components/page.js';
import { Tag } from '../../components/status.js';
import { at } from './places.js';

const lists = [
  { href: at.tests, label: () => t('assessment_tests.tests') }, { href: at.batteries, label: () => t('assessment_tests.batteries') }, { href: at.reportDefinitions, label: () => t('assessment_tests.definitions') },
];

export const Frame = ({ title, here, count, actions, children }) => html`<${Page} title=${title} count=${count} actions=${actions}>
  <nav class="switch" aria-label=${t('assessment_tests.lists')}>${lists.map(list => html`<a key=${list.href} class="button small" href=${list.href} aria-current=${list.href === here ? 'page' : undefined}>${list.label()}</a>`)}</nav>
  ${children}
<//>`;

/** Whose rows are shown: the company's own, or those for all companies too. */
export const whose = () => ({ name: 'whose', label: 'assessment_tests.whose', any: 'assessment_tests.whose_all', options: [{ value: 'own', label: t('assessment_tests.whose_own') }, { value: 'central', label: t('assessment_tests.whose_central') }] });
const masters = { own: undefined, central: 'only' };
export const masterOf = query => (query.whose in masters ? masters[query.whose] : 'with');

export const Whose = ({ row }) => (row.isCentral ? html`<${Tag} tone="info">${t('assessment_tests.central_tag')}<//>` : html`<${Tag}>${t('assessment_tests.own_tag')}<//>`);
