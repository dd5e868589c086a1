// A page of the test office for whoever has one; who works in several companies picks one first, anybody else reads who can help.
import { html, useEffect } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Page } from '../../components/page.js';
import { go } from '../../router.js';
import { isOpen, owesCompany } from './places.js';

const Closed = () => html`<${Page} title=${t('shell.nav.assessment')}>
  <${Empty} icon="assessment" title=${t('shell.closed.what')} action=${html`<${ButtonLink} kind="primary" href="/app">${t('shell.to_start')}<//>`}>${t('shell.closed.text')}<//><//>`;

function ToCompany() {
  useEffect(() => {
    const { pathname, search, hash } = location; // with filters, and whoever was chosen to plan for
    go(`/app/company?next=${encodeURIComponent(pathname + search + hash)}`, { replace: true });
  }, []);
  return null;
}

const isIn = () => isOpen() && !owesCompany();

/** The page's module with the door before it: nothing is asked of the server while no company is picked. */
export const gate = module => ({
  ...module,
  load: module.load && (asked => (isIn() ? module.load(asked) : Promise.resolve(null))),
  default: props => (isIn() ? html`<${module.default} ...${props} />` : owesCompany() ? html`<${ToCompany} />` : html`<${Closed} />`),
});

/** A line of a route table. Whoever still has to pick a company passes `right` and is sent to do so by the door. */
export const page = (path, module, { words, right }) => ({ path, page: () => module().then(gate), words, right: found => right(found) || owesCompany() });
