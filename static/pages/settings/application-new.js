// Registering an application.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as applications from '../../api/app/applications.js';
import { scopeGroups } from '../../api/app/tokens.js';
import { ButtonLink } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { go } from '../../router.js';
import * as drafts from '../../state/drafts.js';
import { ApplicationForm, empty } from './application-form.js';
import { SecretOnce } from './application-secret.js';
import { addresses } from './application-places.js';
import { Frame } from './frame.js';

export const title = 'applications.new';
const draft = 'application';

export const load = ({ signal }) => scopeGroups(signal);

export default function NewApplication({ data }) {
  const [made, setMade] = useState(null);
  const cancel = html`<${ButtonLink} href=${addresses.own} onClick=${() => drafts.drop(draft)}>${t('components.cancel')}<//>`;
  return html`
    <${Frame} title=${t(title)} here=${addresses.all} lead=${t('applications.new_lead')}>
      <${Loaded} data=${data} height="40rem">${groups => html`
        <${ApplicationForm} start=${empty} draft=${draft} focus="name" groups=${groups} send=${applications.register} done=${setMade}
          submit=${t('applications.register')} label=${t(title)} more=${cancel} saved="" />`}<//>
    <//>
    ${made && html`<${SecretOnce} made=${made} title=${t('applications.made')} close=${() => go(addresses.one(made.application.id), { replace: true })} />`}`;
}
