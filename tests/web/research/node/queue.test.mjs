// The queue of uploads against a server made of a few lines: three at a time, pieces, pause, clashes, lost connections, what a reload leaves.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';

const store = new Map();
globalThis.localStorage = { getItem: name => store.get(name) ?? null, setItem: (name, text) => store.set(name, text), removeItem: name => store.delete(name) };

const md5 = bytes => createHash('md5').update(bytes).digest('hex');
const world = { files: {}, uploads: new Map(), log: [], busy: 0, peak: 0, hold: null, fail: [] };
const chunkSize = 4;

const shape = upload => ({
  id: upload.id, name: upload.name, size: upload.size, upload_type: upload.size > 10 ? 'chunked' : 'direct', chunk_count: Math.ceil(upload.size / chunkSize), state: upload.state, created_at: '2026-01-01T00:00:00+00:00',
  chunks: [...upload.chunks].map(([index, bytes]) => ({ index, size: bytes.length, checksum: md5(bytes) })), file: upload.fileId ? { id: upload.fileId, name: upload.name } : null,
  _meta: { chunk_size: upload.size > 10 ? chunkSize : upload.size, ...(upload.task && { task: upload.task }) },
});
const answer = (status, body) => new Response(body === null ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

let count = 0;
function begin(body, fileId = null) {
  if (!fileId && world.files[body.name]) return answer(409, { description: 'A file with that name already exists.', file: { id: world.files[body.name].id, name: body.name, size: 1 } });
  count += 1;
  const upload = { id: `upload-${count}`, name: body.name ?? 'replaced', size: body.size, state: 'active', chunks: new Map(), fileId };
  world.uploads.set(upload.id, upload);
  return answer(201, shape(upload));
}
function keep(upload, bytes) {
  count += 1;
  upload.state = 'inactive';
  world.files[upload.name] = { id: upload.fileId ?? `file-${count}`, bytes };
  return { id: world.files[upload.name].id, name: upload.name, size: bytes.length };
}

globalThis.fetch = async (address, { method, body }) => {
  const path = String(address).replace('/kadi/api/v1/records/1', '');
  world.log.push(`${method} ${path}`);
  if (world.fail[0]?.(method, path)) { world.fail.shift(); throw new TypeError('no network'); }
  if (method === 'POST' && path === '/uploads') return begin(JSON.parse(body));
  if (method === 'PUT' && path.startsWith('/files/')) return begin(JSON.parse(body), path.slice(7));
  const upload = world.uploads.get(path.slice(9));
  if (!upload) return answer(404, {});
  if (method === 'GET') return answer(200, shape(upload));
  if (method === 'DELETE') { world.uploads.delete(upload.id); return answer(204, null); }
  const bytes = Buffer.concat([...upload.chunks].sort(([a], [b]) => a - b).map(([, part]) => part));
  if (bytes.length !== upload.size) return answer(400, { description: 'gap' });
  upload.task = { state: 'success', file: keep(upload, bytes) };
  return answer(202, shape(upload));
};

globalThis.XMLHttpRequest = class {
  upload = {};
  headers = {};
  open(method, address) { this.path = address.replace('/kadi/api/v1/records/1', ''); }
  setRequestHeader(name, value) { this.headers[name] = value; }
  getResponseHeader() { return null; }
  abort() { this.gone = true; this.onabort?.(); }
  async send(blob) {
    world.busy += 1;
    world.peak = Math.max(world.peak, world.busy);
    const bytes = Buffer.from(await blob.arrayBuffer());
    await (world.hold ?? new Promise(resolve => { setTimeout(resolve, 5); }));
    world.busy -= 1;
    if (this.gone) return;
    world.log.push(`PUT ${this.path} ${this.headers['Kadi-Chunk-Index'] ?? 'whole'}`);
    if (world.fail[0]?.('SEND', this.path)) { world.fail.shift(); this.onerror(); return; }
    this.upload.onprogress?.({ loaded: bytes.length });
    const upload = world.uploads.get(this.path.slice(9));
    assert.equal(this.headers['Kadi-MD5-Checksum'], md5(bytes));
    const index = this.headers['Kadi-Chunk-Index'];
    if (index === undefined) { this.status = 201; this.responseText = JSON.stringify(keep(upload, bytes)); } else { upload.chunks.set(Number(index), bytes); this.status = 200; this.responseText = JSON.stringify(shape(upload)); }
    this.onload();
  }
};

const { need } = await import('../../../../static/i18n/text.js');
await need('errors');
const uploads = await import('../../../../static/state/uploads.js');
uploads.useHash(async blob => md5(Buffer.from(await blob.arrayBuffer())));

const record = { id: 1, title: 'R' };
const file = (text, lastModified = 7) => Object.assign(new Blob([text]), { lastModified });
const entry = (name, text) => ({ name, file: file(text) });
const states = () => uploads.queue.value.map(item => `${item.name}: ${item.state}`);
async function until(check, what) {
  for (let turn = 0; turn < 600; turn += 1) { if (check()) return; await new Promise(resolve => { setTimeout(resolve, 5); }); }
  assert.fail(`${what}: ${states()} ${world.log.slice(-5)}`);
}
const idle = () => uploads.queue.value.every(item => !['waiting', 'sending', 'finishing', 'offline', 'checking'].includes(item.state));

beforeEach(async () => {
  Object.assign(world, { files: {}, uploads: new Map(), log: [], busy: 0, peak: 0, hold: null, fail: [] });
  store.clear();
  await uploads.belongTo(null);
  await uploads.belongTo('ada');
});

test('three at a time, each byte for byte', async () => {
  uploads.add(record, Array.from({ length: 7 }, (_, i) => entry(`${i}.txt`, `text ${i}`)));
  await until(() => idle(), 'all done');
  assert.equal(world.peak, 3);
  assert.deepEqual(Object.values(world.files).map(found => found.bytes.toString()), Array.from({ length: 7 }, (_, i) => `text ${i}`));
});

test('a large file goes in pieces and is finished', async () => {
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => idle() && world.files.big, 'done');
  assert.equal(world.files.big.bytes.toString(), 'abcdefghijklmno');
  assert.equal(world.log.filter(line => / [0-3]$/.test(line)).length, 4);
  assert.equal(store.size, 0);
});

test('paused, then only the missing pieces are sent', async () => {
  let go;
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => uploads.queue.value[0].done.length === 1, 'first piece');
  world.hold = new Promise(resolve => { go = resolve; });
  await until(() => world.busy === 1 || uploads.queue.value[0].done.length > 1, 'second piece on its way');
  uploads.halt(uploads.queue.value[0].key);
  go();
  world.hold = null;
  assert.deepEqual(states(), ['big: paused']);
  const before = world.uploads.get(uploads.queue.value[0].uploadId).chunks.size;
  assert.ok(before >= 1 && before < 4);
  world.log = [];
  uploads.resume(uploads.queue.value[0].key);
  await until(() => idle() && world.files.big, 'done');
  assert.equal(world.log.filter(line => / [0-3]$/.test(line)).length, 4 - before);
  assert.equal(world.files.big.bytes.toString(), 'abcdefghijklmno');
});

test('after a reload a ghost waits for its file, refuses another, and goes on', async () => {
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => uploads.queue.value[0].done.length === 2, 'two pieces');
  uploads.halt(uploads.queue.value[0].key);
  await uploads.belongTo(null);
  await uploads.belongTo('ada');
  assert.deepEqual(states(), ['big: ghost']);
  const { key } = uploads.queue.value[0];
  await uploads.choose(key, file('abcdefghijklmnop'));
  assert.deepEqual([uploads.queue.value[0].state, uploads.queue.value[0].fault], ['ghost', 'size']);
  await uploads.choose(key, file('Xbcdefghijklmno'));
  assert.equal(uploads.queue.value[0].fault, 'content');
  await uploads.choose(key, file('abcdefghijklmno'));
  await until(() => idle() && world.files.big, 'done');
  assert.equal(world.files.big.bytes.toString(), 'abcdefghijklmno');
});

test('somebody else sees no upload of this account', async () => {
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => uploads.queue.value[0].done.length === 1, 'one piece');
  uploads.halt(uploads.queue.value[0].key);
  await uploads.belongTo('ben');
  assert.deepEqual(states(), []);
  await uploads.belongTo('ada');
  assert.deepEqual(states(), ['big: ghost']);
});

test('a ghost goes on when its file is simply dropped again', async () => {
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => uploads.queue.value[0].done.length === 1, 'one piece');
  uploads.halt(uploads.queue.value[0].key);
  await uploads.belongTo(null);
  await uploads.belongTo('ada');
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => idle() && world.files.big, 'done');
  assert.equal(uploads.queue.value.length, 1);
});

test('what the server knows of another browser is offered', () => {
  uploads.adopt(record, [{ id: 'far', name: 'far.bin', size: 15, isChunked: true, isActive: true, chunkSize: 4, chunks: [], fileId: null, expiresAt: '2026-01-02T00:00:00Z' }]);
  uploads.adopt(record, [{ id: 'far', name: 'far.bin', size: 15, isChunked: true, isActive: true, chunkSize: 4, chunks: [], fileId: null, expiresAt: '2026-01-02T00:00:00Z' }]);
  assert.deepEqual(states(), ['far.bin: ghost']);
});

for (const [choice, expected] of [['replace', { 'a.txt': 'new a', 'b.txt': 'new b' }], ['rename', { 'a.txt': 'old', 'a (2).txt': 'new a', 'b.txt': 'old', 'b (2).txt': 'new b' }], ['skip', { 'a.txt': 'old', 'b.txt': 'old' }]]) {
  test(`taken names: ${choice}, for all`, async () => {
    world.files = { 'a.txt': { id: 'fa', bytes: 'old' }, 'b.txt': { id: 'fb', bytes: 'old' } };
    uploads.add(record, [entry('a.txt', 'new a'), entry('b.txt', 'new b')]);
    await until(() => uploads.queue.value.filter(item => item.state === 'clash').length === 2, 'both clash');
    uploads.resolve(uploads.queue.value[0].key, choice, { forAll: true });
    await until(() => idle() && !states().some(state => state.endsWith('clash')), 'done');
    const held = Object.fromEntries(Object.entries(world.files).map(([name, found]) => [name, found.bytes.toString()]));
    if (choice === 'replace') assert.deepEqual([...world.log.filter(line => line.startsWith('PUT /files/'))].sort(), ['PUT /files/fa', 'PUT /files/fb']);
    else assert.deepEqual(held, expected);
  });
}

test('a lost connection: it waits, then goes on by itself', async () => {
  world.fail = [method => method === 'SEND'];
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => uploads.queue.value[0].state === 'offline', 'offline');
  await until(() => idle() && world.files.big, 'done by itself');
  assert.equal(world.files.big.bytes.toString(), 'abcdefghijklmno');
});

test('cancelled: gone here and on the server', async () => {
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => uploads.queue.value[0].done.length === 1, 'one piece');
  await uploads.cancel(uploads.queue.value[0].key);
  assert.deepEqual(states(), []);
  assert.equal(world.uploads.size, 0);
  assert.equal(store.size, 0);
});

test('an upload that the server has cleared away begins anew', async () => {
  uploads.add(record, [entry('big', 'abcdefghijklmno')]);
  await until(() => uploads.queue.value[0].done.length === 1, 'one piece');
  uploads.halt(uploads.queue.value[0].key);
  world.uploads.clear();
  uploads.resume(uploads.queue.value[0].key);
  await until(() => idle() && world.files.big, 'done');
  assert.equal(world.files.big.bytes.toString(), 'abcdefghijklmno');
});
