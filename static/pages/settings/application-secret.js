// Client id and secret of an application: shown this once, each with a copy button.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Button } from '../../components/button.js';
import { CopyText } from '../../components/copy.js';
import { Dialog } from '../../components/dialog.js';
import { Notice } from '../../components/notice.js';

export const SecretOnce = ({ made, title, close }) => html`
  <${Dialog} title=${title} wide fixed foot=${html`<${Button} kind="primary" onClick=${close}>${t('applications.copied')}<//>`}>
    <${Notice} tone="warn" title=${t('applications.once')}>${t('applications.once_text')}<//>
    <${CopyText} label=${t('applications.client_id')} text=${made.application.clientId} />
    <${CopyText} label=${t('applications.client_secret')} text=${made.secret} />
  <//>`;
