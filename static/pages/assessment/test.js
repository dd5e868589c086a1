// One test: written by whoever may, else shown. A new one is written here too.
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import { newId } from '../../api/itr/page.js';
import * as tests from '../../api/itr/tests.js';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { Menu } from '../../components/menu.js';
import { Page } from '../../components/page.js';
import { Refused } from '../../components/refused.js';
import { Tag } from '../../components/status.js';
import { useAttempt } from '../../state/attempt.js';
import { crumbs } from './crumbs.js';
import { at, isMaster, writesTests } from './places.js';
import * as deeds from './test-deeds.js';
import { Editor } from './test-edit.js';
import { blank, isOurs } from './test-model.js';
import { View } from './test-view.js';

export const title = 'assessment_tests.test';

export async function load({ params, signal }) {
  if (!params.id) return { test: null, isCentral: false };
  const [test, row] = await Promise.all([tests.get(params.id, signal), tests.find(params.id, signal)]);
  return { test, isCentral: row?.isCentral ?? false };
}

function Deeds({ test, isCentral, attempt }) {
  const may = writesTests();
  const mayRemove = may && (!isCentral || isMaster());
  const items = [
    may && { label: t('assessment_tests.copy'), icon: 'copy', run: () => attempt(() => deeds.copy(test, isCentral)) },
    may && isMaster() && !isCentral && { label: t('assessment_tests.publish'), icon: 'people', run: () => attempt(() => deeds.publish(test)) },
    mayRemove && { label: t('assessment_tests.remove_test'), icon: 'trash', danger: true, run: () => deeds.remove(attempt, test, isCentral) },
  ].filter(Boolean);
  return items.length ? html`<${Menu} kind="secondary" label=${t('assessment_tests.test_acts')} icon="more" items=${items} />` : null;
}

function Body({ test, isCentral, query, reload }) {
  const fresh = useMemo(() => blank(newId(), t('assessment_tests.first_page')), []);
  const mayWrite = writesTests();
  if (!test && !mayWrite) return html`<${Empty} icon="lock" title=${t('assessment_tests.no_right.tests')}>${t('assessment_tests.ask_for_right')}<//>`;
  const isEdited = !test || (isOurs(test) && mayWrite && (!isCentral || isMaster()));
  return isEdited ? html`<${Editor} stored=${test} fresh=${fresh} isCentral=${isCentral} query=${query} reload=${reload} />` : html`<${View} test=${test} isCentral=${isCentral} mayWrite=${mayWrite} />`;
}

export default function Test({ data, params, query }) {
  const [attempt, { failure }] = useAttempt();
  const { test, isCentral } = data.value ?? {};
  const status = test && (!isOurs(test) ? html`<${Tag}>${t('assessment_tests.foreign_tag')}<//>` : isCentral ? html`<${Tag} tone="info">${t('assessment_tests.central_tag')}<//>` : null);
  return html`<${Page} title=${params.id ? test?.TestName || t('assessment_tests.test') : t('assessment_tests.new_test')} crumbs=${crumbs({ href: at.tests, label: t('assessment_tests.tests') })} status=${status}
    actions=${test && html`<${Deeds} test=${test} isCentral=${isCentral} attempt=${attempt} />`} width="test-wide">
    <${Refused} words=${failure} />
    <${Loaded} data=${data} height="30rem">${value => html`<${Body} key=${params.id ?? 'new'} ...${value} query=${query} reload=${data.reload} />`}<//>
  <//>`;
}
