// What the research pages add to the components, in every state; shown on /app/components.
import { html, useState } from '../../vendor/ui.js';
import { plural, t } from '../../i18n/text.js';
import { MetadataEditor } from '../../components/metadata-editor.js';
import * as model from '../../components/metadata-model.js';
import { MetadataView } from '../../components/metadata-view.js';
import { Section } from '../../components/page.js';
import { UploadArea } from '../../components/upload-area.js';
import { UploadList } from '../../components/upload-list.js';
import { Viewer } from '../../components/viewer.js';

const extras = [
  { type: 'str', key: 'Material', value: 'Al-6061', description: 'As delivered', term: 'http://example.org/material', validation: { required: true } },
  { type: 'float', key: 'Temperature', value: 21.5, unit: '°C', validation: { range: { min: -40, max: 150 } } },
  { type: 'int', key: 'Cycles', value: 125000, unit: 'cycles' }, { type: 'bool', key: 'Calibrated', value: true }, { type: 'date', key: 'Measured', value: '2026-03-01T09:30:00+00:00' },
  { type: 'dict', key: 'Device', value: [{ type: 'str', key: 'Name', value: null }, { type: 'list', key: 'Load cells', value: [{ type: 'float', value: 100, unit: 'kN' }] }] },
];

const base = { recordId: 1, recordTitle: 'Sample 1', href: '#', isChunked: true, size: 90_000_000, speed: null, left: null, words: null, fault: null, expiresAt: null, share: 0.42 };
const uploads = [
  { ...base, key: 1, state: 'sending', name: 'scan.tif', speed: 4_200_000, left: 12 }, { ...base, key: 2, state: 'waiting', name: 'run.csv', share: 0 }, { ...base, key: 3, state: 'offline', name: 'film.webm' },
  { ...base, key: 4, state: 'paused', name: 'raw.h5', expiresAt: '2026-03-02T09:30:00Z' }, { ...base, key: 5, state: 'ghost', name: 'before-the-reload.tif', expiresAt: '2026-03-02T09:30:00Z' },
  { ...base, key: 6, state: 'ghost', name: 'another-file.tif', fault: 'content' }, { ...base, key: 7, state: 'checking', name: 'comparing.tif' }, { ...base, key: 8, state: 'finishing', name: 'last-step.tif', share: 1 },
  { ...base, key: 9, state: 'clash', name: 'notes.txt', share: 0 }, { ...base, key: 10, state: 'clash', name: 'readme.md', share: 0 }, { ...base, key: 11, state: 'failed', name: 'moved.txt', fault: 'unreadable', share: 0 },
  { ...base, key: 12, state: 'done', name: 'done.png', share: 1 },
];
const nothing = () => {};
const act = { halt: nothing, resume: nothing, cancel: nothing, choose: nothing, resolve: nothing, haltAll: nothing, resumeAll: nothing, clear: nothing };

const files = [
  { file: { name: 'run.csv', size: 2_000_000 }, kind: 'csv', content: { text: `t [s],T [K]\n${Array.from({ length: 60 }, (_, i) => `${i},${300 + Math.round(Math.sin(i / 6) * 100) / 10}`).join('\n')}\n`, whole: false } },
  { file: { name: 'about.md', size: 60 }, kind: 'markdown', content: { text: '# About\n\nSix specimens, **2 mm/min**.', whole: true } },
  { file: { name: 'parameters.json', size: 30 }, kind: 'json', content: { text: '{"speed": 2, "unit": "mm/min"}', whole: true } },
  { file: { name: 'notes.txt', size: 20 }, kind: 'text', content: { text: 'Specimen 4 slipped.\n', whole: true } },
];

export function ResearchSamples() {
  const [nodes, setNodes] = useState(() => model.fromExtras(extras));
  const faults = { [nodes[1]?.id]: { value: t('errors.field.not_number') } };
  return html`
    <${Section} title=${t('research.metadata')}><${MetadataView} extras=${extras} label="metadata" /><${MetadataEditor} nodes=${nodes} onNodes=${setNodes} faults=${faults} label=${t('research.metadata')} /><//>
    <${Section} title=${t('research.upload.title')}><${UploadArea} onFiles=${nothing} />
      <${UploadList} items=${uploads} total=${{ busy: 4, share: 0.4, left: 95 }} act=${act} withRecord label=${plural('research.upload.all', uploads.length)} /><//>
    <${Section} title=${t('research.tab.files')}>${files.map(({ file, kind, content }) => html`<${Viewer} key=${file.name} file=${file} kind=${kind} content=${content} />`)}<//>`;
}
