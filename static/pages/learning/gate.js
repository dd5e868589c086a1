// A page of learning for whoever has learning; anybody else reads what is missing and who can give it.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { ButtonLink } from '../../components/button.js';
import { Empty } from '../../components/empty.js';
import { Page } from '../../components/page.js';
import { isOpen } from './places.js';

const Closed = () => html`<${Page} title=${t('learning.area')}>
  <${Empty} icon="learning" title=${t('learning.closed')} action=${html`<${ButtonLink} kind="primary" href="/app">${t('learning.to_start')}<//>`}>${t('learning.closed_text')}<//><//>`;

/** The page's module with the door before it: nothing is asked of the server for somebody who may not have it. */
export const gate = module => ({
  ...module,
  load: module.load && (asked => (isOpen() ? module.load(asked) : Promise.resolve(null))),
  default: props => (isOpen() ? html`<${module.default} ...${props} />` : html`<${Closed} />`),
});
