// Saving a document with progress, so that a slow one can be followed and given up.
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { bytes, t } from '../../i18n/text.js';
import * as streams from '../../api/lms/streams.js';
import { Button, IconButton } from '../../components/button.js';
import { Progress } from '../../components/progress.js';
import { Refused } from '../../components/refused.js';
import { saveFile } from '../../components/save-file.js';
import { toast } from '../../components/toast.js';
import { describe } from '../../errors/words.js';
import { afterAway } from '../../state/online.js';

/** { received, failure, start, stop }; `received` is null while nothing comes. */
export function useDownload(file) {
  const [state, setState] = useState({ received: null, failure: null });
  const stop = useRef(null);
  useEffect(() => () => stop.current?.abort(), []);
  useEffect(() => afterAway(state.failure, failure => setState({ received: null, failure })), [state.failure]);
  const start = async () => {
    if (stop.current) return;
    const mine = new AbortController();
    stop.current = mine;
    setState({ received: 0, failure: null });
    try {
      saveFile(await streams.content(file.id, { type: file.type, signal: mine.signal, progress: received => setState({ received, failure: null }) }), file.name);
      toast(t('learning.documents.saved', { name: file.name }));
      setState({ received: null, failure: null });
    } catch (error) {
      const lost = error instanceof TypeError ? { kind: 'offline', fields: [] } : null; // the connection broke while it came
      if (mine.signal.aborted) setState({ received: null, failure: null });
      else if (!error.failure && !lost) throw error;
      else setState({ received: null, failure: error.failure ?? lost });
    } finally {
      stop.current = null;
    }
  };
  return { received: state.received, failure: state.failure && describe(state.failure), start, stop: () => stop.current?.abort() };
}

export const DownloadButton = ({ download, file }) => html`
  <${Button} small icon="download" busy=${download.received !== null} label=${t('learning.documents.download_of', { name: file.name })}
    onClick=${download.start}>${t('learning.documents.download')}<//>`;

/** The bar while it comes, and the sentence when it did not. */
export function DownloadState({ download, file }) {
  if (download.failure) return html`<${Refused} words=${download.failure} />`;
  if (download.received === null) return null;
  return html`<div class="document-coming">
    <${Progress} label=${t('learning.documents.coming', { name: file.name })} value=${file.size ? Math.min(1, download.received / file.size) : undefined}
      detail=${t('learning.documents.received', { received: bytes(download.received), size: bytes(file.size) })} />
    <${IconButton} icon="close" label=${t('learning.documents.stop')} onClick=${download.stop} /></div>`;
}
