// One application: what it is, its client id, a new secret, its end.
import { html, useState } from '../../vendor/ui.js';
import { number, plural, t } from '../../i18n/text.js';
import * as applications from '../../api/app/applications.js';
import { scopeGroups } from '../../api/app/tokens.js';
import { Button } from '../../components/button.js';
import { CopyText } from '../../components/copy.js';
import { DateTime } from '../../components/date-time.js';
import { confirm } from '../../components/dialog.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Section } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useAttempt } from '../../state/attempt.js';
import { ApplicationForm, formOf } from './application-form.js';
import { addresses } from './application-places.js';
import { SecretOnce } from './application-secret.js';
import { Frame } from './frame.js';

export const title = 'applications.application';

export async function load({ params, signal }) {
  const [application, groups] = await Promise.all([applications.get(params.id, signal), scopeGroups(signal)]);
  return { application, groups };
}

const usersWord = application => plural('applications.users_now', application.users);

function Credentials({ application, attempt, busy }) {
  const [made, setMade] = useState(null);
  const renew = async () => {
    const asked = { title: t('applications.renew_title'), text: t('applications.renew_text'), verb: t('applications.renew'), danger: true };
    if (await confirm(asked)) await attempt(() => applications.renewSecret(application.id), setMade);
  };
  return html`<${Section} title=${t('applications.credentials')} lead=${t('applications.credentials_lead')}>
    <${CopyText} label=${t('applications.client_id')} text=${application.clientId} />
    <${Facts} items=${[{ label: t('applications.users'), value: number(application.users) }, { label: t('applications.created'), value: html`<${DateTime} value=${application.createdAt} as="date" />` }]} />
    <div class="row"><${Button} icon="repeat" busy=${busy} onClick=${renew}>${t('applications.renew')}<//></div>
    ${made && html`<${SecretOnce} made=${made} title=${t('applications.renewed')} close=${() => setMade(null)} />`}
  <//>`;
}

function End({ application, attempt, busy }) {
  const remove = async () => {
    const asked = { title: t('applications.delete_title', { name: application.name }), text: `${usersWord(application)} ${t('applications.delete_text')}`, verb: t('applications.delete'), danger: true };
    if (!(await confirm(asked))) return;
    await attempt(() => applications.remove(application.id), () => {
      toast(t('applications.deleted', { name: application.name }));
      go(addresses.own, { replace: true });
    });
  };
  return html`<${Section} title=${t('applications.end')} lead=${t('applications.end_lead')}>
    <div class="row"><${Button} kind="danger" icon="trash" busy=${busy} onClick=${remove}>${t('applications.delete')}<//></div><//>`;
}

function Content({ data }) {
  const { application, groups } = data.value;
  const [attempt, { failure, busy }] = useAttempt();
  const saved = (found, form) => {
    data.put({ ...data.value, application: found });
    form.reset(formOf(found));
    toast(t('applications.saved', { name: found.name }));
  };
  return html`
    <${Refused} words=${failure} />
    <${Section} title=${t('applications.about')} lead=${t('applications.about_lead')}>
      <${ApplicationForm} start=${formOf(application)} draft=${`application-${application.id}`} groups=${groups}
        send=${values => applications.update(application.id, values)} done=${saved} submit=${t('applications.save')} label=${t('applications.about')} /><//>
    <${Credentials} application=${application} attempt=${attempt} busy=${busy} />
    <${End} application=${application} attempt=${attempt} busy=${busy} />`;
}

export default function Application({ data }) {
  return html`<${Frame} title=${data.value?.application.name ?? t(title)} here=${addresses.all} crumbs=${[{ href: addresses.own, label: t('applications.title') }]}>
    <${Loaded} data=${data} height="40rem">${() => html`<${Content} data=${data} />`}<//>
  <//>`;
}
