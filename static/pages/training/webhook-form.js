// Making and changing a webhook, and its secret, which is shown once.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as webhooks from '../../api/app/webhooks.js';
import { Button } from '../../components/button.js';
import { CopyText } from '../../components/copy.js';
import { Dialog } from '../../components/dialog.js';
import { CheckboxGroup, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loaded.js';
import { Notice } from '../../components/notice.js';
import { Restored } from '../../components/restored.js';
import { useForm } from '../../state/form.js';
import { useFetched } from '../../state/fetched.js';
import { eventWord } from './webhook-words.js';

function Fields({ hook, close, saved }) {
  const start = hook ? { name: hook.name, url: hook.url, events: hook.events } : { name: '', url: '', events: [] };
  const form = useForm({
    start, draft: `webhook ${hook?.id ?? 'new'}`, focus: 'name',
    check: values => ({ name: !values.name.trim() && 'enter_name', url: !values.url.trim() && 'enter_address', events: values.events.length === 0 && 'choose_one' }),
    send: values => {
      const given = { name: values.name.trim(), url: values.url.trim(), events: values.events };
      return hook ? webhooks.update(hook.id, given) : webhooks.create(given);
    },
    done: saved,
  });
  const cancel = html`<${Button} onClick=${() => { form.reset(); close(); }}>${t('components.cancel')}<//>`;
  return html`<${Restored} form=${form} />
  <${Form} form=${form} submit=${t(hook ? 'webhooks.save' : 'webhooks.create')} label=${t(hook ? 'webhooks.edit' : 'webhooks.new')} saved="" more=${cancel}>
    <${TextField} ...${form.field('name', { label: t('webhooks.name'), hint: t('webhooks.name_hint') })} autocomplete="off" maxlength="150" />
    <${TextField} ...${form.field('url', { label: t('webhooks.address'), hint: t('webhooks.address_hint') })} type="url" code autocomplete="off" spellcheck=${false} />
    <${CheckboxGroup} ...${form.field('events', { label: t('webhooks.events') })} options=${webhooks.events.map(value => ({ value, label: eventWord(value), hint: html`<code>${value}</code>` }))} />
  <//>`;
}

export const NewDialog = ({ close, saved }) => html`<${Dialog} title=${t('webhooks.new')} onClose=${close}><${Fields} close=${close} saved=${saved} /><//>`;

export function EditDialog({ id, close, saved }) {
  const data = useFetched(signal => webhooks.get(id, signal), [id]);
  return html`<${Dialog} title=${t('webhooks.edit')} onClose=${close}><${Loaded} data=${data} height="20rem">${hook => html`<${Fields} hook=${hook} close=${close} saved=${saved} />`}<//><//>`;
}

export const SecretDialog = ({ made, close }) => html`
  <${Dialog} title=${t('webhooks.secret_title')} wide fixed foot=${html`<${Button} kind="primary" onClick=${close}>${t('webhooks.secret_copied')}<//>`}>
    <${Notice} tone="warn" title=${t('webhooks.secret_once')}>${t(made.webhook.oldSecretUntil ? 'webhooks.secret_old' : 'webhooks.secret_text')}<//>
    <${CopyText} label=${made.webhook.name} text=${made.secret} />
  <//>`;
