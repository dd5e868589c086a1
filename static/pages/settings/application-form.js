// Name, website, redirect addresses and rights of an application: registering and editing ask the same.
import { html } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { Button, IconButton } from '../../components/button.js';
import { TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Restored } from '../../components/restored.js';
import { useForm } from '../../state/form.js';
import { ScopeChoice } from './application-scopes.js';

const most = 20;
const placesOf = Array.from({ length: most }, (_, i) => `redirects.${i}`);
const names = { ...Object.fromEntries(placesOf.map((place, i) => [`redirect_uris.${i}`, place])), redirect_uris: 'redirects.0', scopes: 'rights' };

export const empty = { name: '', website: '', redirects: [''], rights: 'some', scopes: [] };
export const formOf = found => ({ name: found.name, website: found.website, redirects: found.redirects, rights: found.scopes ? 'some' : 'all', scopes: found.scopes ?? [] });

function check(values) {
  const blank = values.redirects.map((text, i) => !text.trim() && [`redirects.${i}`, 'enter_address']).filter(Boolean);
  return { name: !values.name.trim() && 'enter_name', ...Object.fromEntries(blank), rights: values.rights === 'some' && values.scopes.length === 0 && 'choose_rights' };
}

const sent = values => ({
  name: values.name.trim(), website: values.website.trim(), redirects: values.redirects.map(text => text.trim()), scopes: values.rights === 'all' ? null : values.scopes,
});

const rights = () => [
  { value: 'some', label: t('applications.some_rights'), hint: t('applications.some_rights_hint') },
  { value: 'all', label: t('applications.all_rights'), hint: t('applications.all_rights_hint') },
];

/** Addresses, one a line; the first one stays. */
function Redirects({ form }) {
  const { redirects } = form.values;
  const put = next => form.set('redirects', next);
  const idOf = i => form.idOf(`redirects.${i}`);
  const add = () => {
    put([...redirects, '']);
    requestAnimationFrame(() => document.getElementById(idOf(redirects.length))?.focus());
  };
  const drop = i => {
    put(redirects.filter((_, at) => at !== i));
    document.getElementById(idOf(Math.max(0, i - 1)))?.focus();
  };
  return html`
    <fieldset class="field">
      <legend>${t('applications.redirects')}</legend>
      <p class="hint" id=${form.idOf('redirects-hint')}>${t('applications.redirects_hint')}</p>
      <div class="stack-2">${redirects.map((text, i) => {
        const field = form.field(`redirects.${i}`, { label: t('applications.redirect', { position: i + 1 }) });
        return html`<div class="application-redirect" key=${i}>
          <${TextField} ...${field} value=${text} onValue=${value => put(redirects.map((old, at) => (at === i ? value : old)))} type="url" inputmode="url"
            autocapitalize="none" spellcheck=${false} autocomplete="off" maxlength="2048" />
          ${redirects.length > 1 && html`<${IconButton} icon="close" label=${t('applications.redirect_remove', { position: i + 1 })} onClick=${() => drop(i)} />`}
        </div>`;
      })}</div>
      <div class="row"><${Button} small icon="plus" why=${redirects.length >= most ? t('applications.redirect_most', { count: most }) : null} onClick=${add}>${t('applications.redirect_add')}<//></div>
    </fieldset>`;
}

/** `start` values, `draft` its name, `groups` of scopes, `send` values → promise, `done` answer → nothing. */
export function ApplicationForm({ start, draft, groups, send, done, submit, label, more, focus = null, saved }) {
  const form = useForm({ start, draft, focus, check, send: values => send(sent(values)), done: answer => done(answer, form), names });
  return html`
    <${Restored} form=${form} start=${start} />
    <${Form} form=${form} submit=${submit} label=${label} more=${more} saved=${saved} wide>
      <${TextField} ...${form.field('name', { label: t('applications.name'), hint: t('applications.name_hint') })} autocomplete="off" maxlength="150" />
      <${TextField} ...${form.field('website', { label: t('applications.website'), hint: t('applications.website_hint'), optional: true })} type="url"
        autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="2048" />
      <${Redirects} form=${form} />
      <${ScopeChoice} groups=${groups} form=${form} label=${t('applications.rights')} options=${rights()} />
    <//>`;
}
