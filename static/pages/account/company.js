// The company that assessment works in; asked only there, and here to change it. Who has just one goes in without a question.
import { html, useEffect, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { pickCompany } from '../../api/app/session.js';
import { RadioGroup, TextField } from '../../components/field.js';
import { Form } from '../../components/form.js';
import { Page } from '../../components/page.js';
import { toast } from '../../components/toast.js';
import { go } from '../../router.js';
import { useForm } from '../../state/form.js';
import { stale } from '../../state/resource.js';
import { session } from '../../state/session.js';

export const title = 'account.company.title';

export default function Company({ query }) {
  const { companies, company } = session.value;
  const [asksCode, setAsksCode] = useState(false);
  const only = !company && companies.length === 1 ? companies[0].id : null;
  const form = useForm({
    start: { company: company?.id ?? only ?? '', code: '' },
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
      stale('/app/assessment'); // what was read in another company, or in none
      if (!only) toast(t('account.company.done', { name: found.company.name }));
      if (query.next?.startsWith('/app/')) go(query.next, { replace: true });
    },
  });
  useEffect(() => { if (only && query.next) form.submit(); }, []);
  const options = companies.map(entry => ({ value: entry.id, label: entry.name }));
  return html`<${Page} title=${t(title)} lead=${t('account.company.lead')} width="narrow">
    ${companies.length === 0 ? html`<p>${t('account.company.none')}</p>` : html`
      <${Form} form=${form} submit=${t('account.company.submit')} label=${t(title)} saved="">
        <${RadioGroup} ...${form.field('company', { label: t('account.company.label') })} options=${options} />
        ${asksCode && html`<${TextField} ...${form.field('code', { label: t('account.code.label'), hint: t('account.code.hint') })} width="short" code
          inputmode="numeric" autocomplete="one-time-code" />`}
      <//>`}
  <//>`;
}
