import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accepted, isVideo, plainName, refusal } from '../../../../static/pages/learning/edit-kinds.js';

const limits = { document: { bytes: 100, endings: ['pdf', 'md'] }, video: { bytes: 1000, endings: ['mp4', 'webm'] } };
const file = (name, size = 10) => ({ name, size });

test('name and size decide before anything is sent', () => {
  assert.equal(refusal(file('a.pdf'), 'document', limits), null);
  assert.equal(refusal(file('A.PDF', 100), 'document', limits), null);
  assert.equal(refusal(file('a.pdf', 101), 'document', limits), 'size');
  assert.equal(refusal(file('a.mp4', 101), 'video', limits), null);
  assert.equal(refusal(file('a.pdf', 0), 'document', limits), 'empty');
  for (const name of ['a.exe', 'pdf', '.pdf/', 'a.pdf.exe', 'a.']) assert.equal(refusal(file(name), 'document', limits), 'kind', name);
  assert.equal(refusal(file('a.pdf'), 'video', limits), 'kind');
});

test('videos are told from documents by their ending', () => {
  assert.deepEqual(['a.WebM', 'a.pdf', 'webm', 'x/y.mp4'].map(name => isVideo(name, limits)), [true, false, false, true]);
  assert.equal(accepted(limits.video), '.mp4,.webm');
});

test('files of folders lose their path, long names keep their ending', () => {
  assert.equal(plainName('week 1/sheets/a.pdf'), 'a.pdf');
  assert.equal(plainName('C:\\fake\\a.pdf'), 'a.pdf');
  const long = plainName(`${'x'.repeat(400)}.pdf`);
  assert.equal(long.length, 256);
  assert.ok(long.endsWith('x.pdf'));
  assert.equal(plainName('y'.repeat(300)).length, 256);
});
