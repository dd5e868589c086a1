// Where another server sends the browser back to: what it brought goes to our server once, then the list is shown.
import { html, useEffect } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as services from '../../api/app/services.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Failed } from '../../components/failed.js';
import { Notice } from '../../components/notice.js';
import { Skeleton } from '../../components/skeleton.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { go } from '../../router.js';
import { Frame } from './frame.js';

export const title = 'services.connecting';
const list = '/app/settings/services';

// A code leaves the address bar as soon as it is read; nothing else that came along is kept. It stays here while it may be tried again.
let kept = { name: null, came: null };

function taken(name) {
  const { search } = location;
  if (!search) return kept.name === name ? kept.came : null;
  const query = new URLSearchParams(search);
  history.replaceState(history.state, '', location.pathname);
  const [state, code, error] = ['state', 'code', 'error'].map(field => query.get(field));
  return state && (error || code) ? { state, ...(error ? { error } : { code }) } : null;
}

const forget = () => { kept = { name: null, came: null }; };

export async function load({ params }) {
  kept = { name: params.name, came: taken(params.name) };
  if (!kept.came) return { nothing: true };
  try {
    const connected = await services.complete(params.name, kept.came); // not stopped when the page is left: it counts only once
    forget();
    return { connected };
  } catch (error) {
    if (!error.failure) throw error;
    const again = error.failure.code !== 'instance_failed' && ['offline', 'unavailable', 'limited'].includes(error.failure.kind);
    if (!again) forget();
    return { failure: error.failure, again };
  }
}

const gone = new Set(['connection', 'instance']);

function wordsOf(failure) {
  const noun = failure.kind === 'missing' ? failure.body?.noun : null;
  if (!gone.has(noun)) return describe(failure);
  return noun === 'connection' ? { title: t('services.gone_title'), text: t('services.gone_text') } : { title: t('services.unknown_title'), text: t('services.unknown_text') };
}

const Refused = ({ found, retry }) => {
  const words = wordsOf(found.failure);
  return html`<${Notice} tone="danger" role="alert" title=${words.title} actions=${html`
    ${found.again && html`<${Button} small onClick=${retry}>${t('components.try_again')}<//>`}<${ButtonLink} small href=${list}>${t('services.to_list')}<//>`}>${words.text}<//>`;
};

export default function Callback({ data }) {
  const found = data.value;
  useEffect(() => {
    if (!found || found.failure) return;
    if (found.connected) toast(t('services.connected', { name: found.connected.title }));
    go(list, { replace: true });
  }, [found]);
  return html`<${Frame} title=${t(title)} here=${list}>
    ${found?.failure ? html`<${Refused} found=${found} retry=${data.reload} />` : data.words ? html`<${Failed} words=${data.words} retry=${data.reload} />` : html`<${Skeleton} lines=${3} />`}
  <//>`;
}
