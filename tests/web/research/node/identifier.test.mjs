// Identifiers that follow a title.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identifierOf } from '../../../../static/pages/research/identifier.js';

test('a title becomes small letters, digits and hyphens', () => {
  assert.equal(identifierOf('  Härteprüfung №7: Größe (Maß) '), 'haertepruefung-no7-groesse-mass');
  assert.equal(identifierOf('Résumé über Ångström'), 'resume-ueber-angstroem');
  assert.equal(identifierOf('???'), '');
});

test('a long title is cut, never behind a hyphen', () => {
  assert.equal(identifierOf(`${'a'.repeat(49)} bc`), 'a'.repeat(49));
  assert.equal(identifierOf('x'.repeat(80)).length, 50);
});
