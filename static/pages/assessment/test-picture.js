// A picture of a test: chosen, sent to the server at once, shown.
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as files from '../../api/itr/files.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { useAttempt } from '../../state/attempt.js';
import { session } from '../../state/session.js';

const kinds = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Where the pictures of a test are: its company's, or everybody's. */
export const folderOf = (id, isCentral) => ({ company: isCentral ? 'master' : session.value?.company?.id ?? 'master', object: id, kind: 'media' });

/** A name that no picture of the test has: sign.png, 2sign.png … */
async function freeName(place, name) {
  const taken = new Set(await files.names(place));
  const stored = files.storedName(name) || 'picture';
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? stored : files.storedName(`${number}${stored}`);
    if (!taken.has(tried)) return tried;
  }
}

export function PictureField({ editor, path, value, onValue }) {
  const [attempt, { failure, busy }] = useAttempt();
  const [strange, setStrange] = useState(false);
  const place = folderOf(editor.entries.id, editor.isCentral);
  const { id, error } = editor.field(path);
  const take = async file => {
    if (!file) return;
    setStrange(!kinds.includes(file.type));
    if (!kinds.includes(file.type)) return;
    await attempt(async () => {
      const name = await freeName(place, file.name);
      await files.put(place, name, file);
      return name;
    }, onValue);
  };
  const fault = strange ? t('assessment_tests.picture_kind') : failure ? `${failure.title}. ${failure.text}` : error;
  const described = [`${id}-hint`, fault && `${id}-error`].filter(Boolean).join(' ');
  return html`<${Field} id=${id} label=${t('assessment_tests.picture')} hint=${t('assessment_tests.picture_hint')} error=${fault}>
    ${value && html`<img class="test-picture" src=${files.address(place, value)} alt=${t('assessment_tests.picture_of', { name: value })} />`}
    <div class="row">
      <input id=${id} class="visually-hidden test-file" type="file" accept=${kinds.join(',')} aria-describedby=${described} aria-invalid=${fault ? 'true' : undefined}
        onChange=${event => { take(event.target.files[0]); event.target.value = ''; }} />
      <label for=${id} class="button secondary small"><${Icon} name="image" />${t(value ? 'assessment_tests.picture_other' : 'assessment_tests.picture_choose')}</label>
      ${busy && html`<span class="muted" role="status">${t('components.sending')}</span>`}
      ${value && html`<${Button} small kind="quiet" icon="close" onClick=${() => onValue('')}>${t('assessment_tests.picture_drop')}<//>`}
    </div><//>`;
}
