// Faults of metadata in a form whose field is called `extras`: they stand at their cells, folded parents open, the summary leads there.
import { useEffect, useMemo } from '../../vendor/ui.js';
import { t } from '../../i18n/text.js';
import * as model from '../../components/metadata-model.js';

const columns = { key: 'research.meta.key', type: 'research.type', value: 'research.meta.value', unit: 'research.meta.unit', term: 'research.meta.term', description: 'research.description', validation: 'research.meta.rules' };
const isExtras = entry => /^extras(\.|$)/.test(entry.label ?? '');

/** { byId: { id: { field: text } }, summary: [{ id, label, text }] } */
export function useExtrasFaults(form) {
  const placed = useMemo(() => {
    const faults = form.summary.filter(isExtras).map(entry => ({ path: entry.label, text: entry.text }));
    return model.placed(form.values.extras, faults);
  }, [form.round]);
  useEffect(() => { if (placed.open.length) form.set('extras', model.opened(form.values.extras, placed.open)); }, [placed]);
  const names = new Map(model.rowsOf(form.values.extras, { all: true }).map(row => [row.node.id, row.node.key || t('research.meta.item', { position: row.position })]));
  const lines = Object.entries(placed.byId).filter(([id]) => names.has(id)).flatMap(([id, fields]) => Object.entries(fields).map(([field, text]) => ({
    id: `meta-${id}-${['term', 'description', 'validation'].includes(field) ? 'more' : field}`, label: t('research.meta.cell', { column: t(columns[field]), name: names.get(id) }), text,
  })));
  const rest = form.summary.filter(entry => !isExtras(entry));
  return { byId: form.summary.length ? placed.byId : {}, summary: [...rest, ...(form.summary.length ? lines : [])] };
}
