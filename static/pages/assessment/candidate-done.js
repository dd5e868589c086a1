// Thanks: a session is finished. Shown also to who is not signed in any more.
import { html } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Markdown } from '../../components/markdown.js';
import { Page } from '../../components/page.js';
import { account, session } from '../../state/session.js';
import { ended, signOut } from './candidate-end.js';
import { at } from './places.js';

export const title = 'assessment_taking.thanks.title';

export default function Thanks() {
  const found = ended.value;
  return html`<${Page} title=${t(title)} width="editor">
    <p class="take-thanks"><${Icon} name="done" size=${28} /><span>${found ? t('assessment_taking.thanks.of', { name: found.name, company: found.company }) : t('assessment_taking.thanks.text')}</span></p>
    ${found?.thanks && html`<${Markdown} text=${found.thanks} />`}
    ${found?.more > 0 && html`<p>${plural('assessment_taking.thanks.more', found.more)}</p>`}
    ${session.value
      ? html`<div class="row"><${ButtonLink} kind=${found?.more ? 'primary' : 'secondary'} href=${at.taking}>${t('assessment_taking.to_sessions')}<//>${!account() && html`<${Button} icon="leave" onClick=${signOut}>${t('assessment_taking.sign_out')}<//>`}</div>`
      : html`<p>${t('assessment_taking.thanks.signed_out')}</p><div><${ButtonLink} href="/app/sign-in">${t('assessment_taking.thanks.sign_in')}<//></div>`}
  <//>`;
}
