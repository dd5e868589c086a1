// Bytes as text, whatever wrote them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decoded } from '../../../../static/api/kadi/files.js';

const bytes = (...values) => Uint8Array.from(values).buffer;

test('UTF-8, UTF-16 by its mark, Windows code page', () => {
  assert.equal(decoded(new TextEncoder().encode('Größe').buffer), 'Größe');
  assert.equal(decoded(bytes(0xff, 0xfe, 0xe4, 0x00)), 'ä');
  assert.equal(decoded(bytes(0xfe, 0xff, 0x00, 0xe4)), 'ä');
  assert.equal(decoded(bytes(0x47, 0x72, 0xf6, 0xdf, 0x65)), 'Größe');
  assert.equal(decoded(bytes()), '');
});

test('a part that ends within a letter is still UTF-8', () => {
  const part = new TextEncoder().encode('Größe').slice(0, 3);
  assert.equal(decoded(part.buffer, false), 'Gr');
});
