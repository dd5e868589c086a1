// The company that assessment works in; asked only there, and here to change it.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { pickCompany } from '../../api/app/session.js';
import { RadioGroup, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Page } from '../../components/page.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { session } from '../../state/session.js';

export const title = 'account.company.title';

export default function Company({ query }) {
  const { companies, company } = session.value;
  const [asksCode, setAsksCode] = useState(false);
  const form = useForm({
    start: { company: company?.id ?? '', code: '' },
    check: values => ({ company: !values.company && 'choose_one', code: asksCode && !values.code.trim() && 'enter_code' }),
    send: async values => {
      try {
        return await pickCompany(values.company, values.code);
      } catch (error) {
        if (error.failure?.code === 'mfa_enrolment') { go('/app/settings/second-factor'); return null; }
        if (error.failure?.code !== 'mfa_required') throw error;
        setAsksCode(true);
        return null;
      }
    },
    done: found => {
      if (!found) return;
      session.value = found;
      toast(t('account.company.done', { name: found.company.name }));
      if (query.next?.startsWith('/app/')) go(query.next, { replace: true });
    },
  });
  const options = companies.map(entry => ({ value: entry.id, label: entry.name }));
  return html`<${Page} title=${t(title)} lead=${t('account.company.lead')} width="narrow">
    ${companies.length === 0 ? html`<p>${t('account.company.none')}</p>` : html`
      <${Form} form=${form} submit=${t('account.company.submit')} label=${t(title)} saved="">
        <${RadioGroup} ...${form.field('company', { label: t('account.company.label') })} options=${options} />
        ${asksCode && html`<${TextField} ...${form.field('code', { label: t('account.code.label'), hint: t('account.code.hint') })} width="short" code inputmode="numeric" autocomplete="one-time-code" />`}
      <//>`}
  <//>`;
}
