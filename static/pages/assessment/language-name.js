// What languages are called in the language of the page.
import { language } from '../../i18n/text.js';

/** What is no code stays as it is. */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
