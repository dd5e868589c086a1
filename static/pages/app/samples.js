// Contents for the components' page: short, long, foreign, many.
export const moment = '2026-03-01T09:30:00+00:00';
export const long = 'A very long name that somebody pasted from a paper about the temperature dependence of the thermal conductivity of sintered silicon nitride ceramics with yttria and magnesia additives, measured by laser flash analysis between room temperature and 1500 K in argon, nitrogen and vacuum, repeated three times per sample';

export const states = [['visibility', 'public'], ['visibility', 'private'], ['job', 'done'], ['job', 'running'], ['job', 'dead'], ['email', 'unverified'], ['account', 'inactive']];

const names = ['XRD of batch 7', long, '热导率测量 第三次', 'قياس التوصيل الحراري', 'Sample_0815_final_FINAL2', 'Zugversuche an Flachproben'];
export const rows = names.map((name, i) => ({ id: i + 1, name, state: i % 2 ? 'public' : 'private', size: `${(i + 1) * 12} MB`, changed: new Date(Date.now() - i * 5e7).toISOString(), owner: ['Mira Sole', 'Jörg Müller-Lüdenscheidt'][i % 2] }));

export const gridColumns = ['time', 'temperature', 'conductivity', 'remark'];
export const gridRows = Array.from({ length: 100000 }, (_, i) => [String(i * 10), (293 + (i % 900)).toFixed(1), (22 + Math.sin(i / 50)).toFixed(4), i % 7 ? '' : 'checked']);

export const people = [
  { value: 1, label: 'Mira Sole', fact: 'mira@example.org' }, { value: 2, label: 'Jörg Müller', fact: 'Materials testing' }, { value: 3, label: '王小明', fact: 'xm.wang@example.org' }, { value: 4, label: 'Amélie Dupont', fact: 'Guest' },
];
export const tags = ['xrd', 'sem', 'raman', 'ceramics', 'batch-7'].map(label => ({ value: label, label }));

export const files = [
  { id: 1, name: 'scan.tif', size: 62e6, type: 'image/tiff', modifiedAt: moment, href: '#1' }, { id: 2, name: 'measurement.csv', size: 1234, type: 'text/csv', modifiedAt: moment, href: '#2' },
  { id: 3, name: `${long}.pdf`, size: 3.4e9, type: 'application/pdf', modifiedAt: moment, href: '#3' }, { id: 4, name: 'raw', isFolder: true },
];

export const nodes = [{ id: 1, label: 'Project', hasChildren: true }, { id: 2, label: 'Archive', hasChildren: true }, { id: 3, label: 'readme.md', hasChildren: false }];
export async function branch(node) {
  if (node.id === 2) throw new Error('away');
  return [{ id: `${node.id}.1`, label: `${node.label} / one`, hasChildren: true }, { id: `${node.id}.2`, label: `${node.label} / two`, hasChildren: false }];
}

export const markdown = '## Procedure\n\nHeat to **1500 K** in _argon_; see [the record](/records/2).\n\n- weigh the sample\n- note the `batch`\n\n> Repeat three times.\n\n| T / K | λ |\n|---|---|\n| 293 | 22.1 |\n\n<script>alert(1)</script>';
export const code = 'from kadi_apy import KadiManager\n\nwith KadiManager() as manager:\n    record = manager.record(identifier="batch-7", create=True)\n    record.upload_file("scan.tif", description="a line that is long enough to need wrapping on a narrow screen, because it goes on and on")\n';
export const json = { identifier: 'batch-7', tags: ['xrd', 'ceramics'], extras: [{ key: 'temperature', type: 'float', value: 1500.5, unit: 'K' }, { key: 'checked', type: 'bool', value: true }, { key: 'remark', type: 'str', value: null }], empty: {}, long: Array.from({ length: 130 }, (_, i) => i) };

const steps = Array.from({ length: 200 }, (_, i) => 293 + i * 6);
export const plot = {
  x: { label: 'Temperature', unit: 'K', values: steps },
  lines: [
    { label: 'Sample A', unit: 'W/(m K)', values: steps.map((T, i) => (i === 60 ? null : 90 - T / 25 + Math.sin(T / 40) * 4)) }, { label: 'Sample B', unit: 'W/(m K)', values: steps.map(T => 70 - T / 40 + Math.cos(T / 60) * 3) },
    { label: 'Sample C', unit: 'W/(m K)', values: steps.map(T => 30 + Math.sin(T / 90) * 6) },
  ],
};
const many = Array.from({ length: 100000 }, (_, i) => i);
export const large = { x: { label: 'Time', unit: 's', values: many }, lines: [{ label: 'Voltage', unit: 'mV', values: many.map(i => Math.sin(i / 3000) * 20 + (i === 41234 ? 60 : Math.sin(i * 7) * 2)) }] };
