// Conditions on metadata in words, for chips.
import { dateTime, number, t } from '../../i18n/text.js';
import { numeric } from '../../components/metadata-model.js';

const figure = text => { const value = numeric(text, 'float'); return typeof value === 'number' ? number(value, { maximumSignificantDigits: 17 }) : text; };

function range(one, shown) {
  const [low, high] = [one.min && shown(one.min), one.max && shown(one.max)];
  if (low && high) return low === high ? t('search.is', { value: low }) : t('search.between', { low, high });
  return low ? t('search.from', { low }) : high ? t('search.to', { high }) : '';
}

const typed = { str: () => t('search.has_text'), numeric: () => t('search.has_number'), bool: () => t('search.has_truth'), date: () => t('search.has_date') };

/** What is asked of the value: "from 20 to 25 °C". */
function asked(one) {
  if (one.type === 'str' && one.text) return t(one.exact ? 'search.is' : 'search.contains', { value: one.text });
  if (one.type === 'numeric') return [range(one, figure), one.unit].filter(Boolean).join(' ') || typed.numeric();
  if (one.type === 'bool' && one.truth) return t('search.is', { value: t(one.truth === 'true' ? 'components.yes' : 'components.no') });
  if (one.type === 'date') return range(one, dateTime) || typed.date();
  return one.type ? typed[one.type]() : t('search.present');
}

export const conditionInWords = (one, first) => t(first ? 'search.condition' : one.link === 'or' ? 'search.or_condition' : 'search.and_condition', { key: one.key || t('search.any_key'), asked: asked(one) });
