// Language, colours, keyboard. Each choice counts at once.
import { html } from '../../vendor/ui.js';
import { language, languages, t } from '../../i18n/text.js';
import { Checkbox, RadioGroup } from '../../components/field.js';
import { letters, useLetters } from '../../commands.js';
import { choose } from '../../shell.js';
import { theme, themes } from '../../theme.js';
import { Frame } from './frame.js';

export const title = 'settings.appearance.title';

export default function Appearance() {
  const tongues = Object.entries(languages).map(([value, label]) => ({ value, label, lang: value }));
  const looks = themes.map(value => ({ value, label: t(`shell.theme_${value}`) }));
  return html`<${Frame} title=${t(title)} here="/app/settings/appearance" lead=${t('settings.appearance.lead')}>
    <div class="form">
      <${RadioGroup} label=${t('shell.language')} value=${language.value} options=${tongues} onValue=${choose.language} />
      <${RadioGroup} label=${t('shell.theme')} value=${theme.value} options=${looks} onValue=${choose.theme} />
      <${Checkbox} label=${t('settings.appearance.letters')} hint=${t('settings.appearance.letters_hint')} value=${letters.value} onValue=${useLetters} />
    </div>
  <//>`;
}
