// The editor of templates: what it sends, what it refuses, where faults of the server belong.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyOf, checked, empty, placeOf, startOf } from '../../../../static/pages/research/template-form.js';

const extras = [{ type: 'int', key: 'n', value: null, unit: 'mm', validation: { required: true } }];
const data = {
  title: 'Test of ', identifier: '', type: 'measurement', description: '', license: 'MIT', tags: ['a'], extras, collections: [3],
  record_links: [{ direction: 'in', record: 7, name: 'uses', term: null }], roles: [{ subject_type: 'group', subject_id: 2, role: 'editor' }],
};
const template = { type: 'record', title: 'T', identifier: 't', description: '', visibility: 'private', data };
const names = {
  collections: [{ value: 3, label: 'Three' }], links: [{ direction: 'in', name: 'uses', term: '', other: { value: 7, label: 'Seven' } }], roles: [{ role: 'editor', subject: { value: 'groups:2', label: 'Two' } }],
};

test('a template comes out of the form as it went in', () => {
  const { type, title, identifier, description, visibility } = template;
  assert.deepEqual(bodyOf(startOf(template, names)), { type, title, identifier, description, visibility, data });
  const plain = { ...template, type: 'extras', data: extras };
  assert.deepEqual(bodyOf(startOf(plain, null)).data, extras);
});

test('rows need what they are for, and nobody twice', () => {
  const wrong = entries => Object.entries(checked({ ...empty, title: 'T', identifier: 't', ...entries })).filter(([, code]) => code);
  assert.deepEqual(wrong({}), []);
  assert.deepEqual(wrong({ title: ' ', identifier: '' }), [['title', 'missing'], ['identifier', 'missing']]);
  assert.deepEqual(wrong({ links: [{ other: null, name: '', direction: 'out', term: '' }] }), [['links.0.other', 'missing'], ['links.0.name', 'missing']]);
  assert.deepEqual(wrong({ roles: [{ subject: null, role: 'member' }] }), [['roles.0.subject', 'missing']]);
  assert.deepEqual(wrong({ roles: [{ subject: { value: 'users:1' }, role: 'member' }, { subject: { value: 'users:1' }, role: 'admin' }] }), [['roles.1.subject', 'duplicate']]);
  assert.deepEqual(wrong({ type: 'extras', links: [{ other: null, name: '', direction: 'out', term: '' }] }), []);
});

test('faults of the server come to the fields of the form', () => {
  assert.equal(placeOf('title', 'record'), 'title');
  assert.equal(placeOf('data.title', 'record'), 'record_title');
  assert.equal(placeOf('data.license', 'record'), 'license');
  assert.equal(placeOf('data.tags.1', 'record'), 'tags');
  assert.equal(placeOf('data.collections.0', 'record'), 'collections');
  assert.equal(placeOf('data.record_links.0.record', 'record'), 'links.0.other');
  assert.equal(placeOf('data.record_links.2.term', 'record'), 'links.2.term');
  assert.equal(placeOf('data.roles.1.subject_id', 'record'), 'roles.1.subject');
  assert.equal(placeOf('data.extras.0.value.1.key', 'record'), 'extras.0.value.1.key');
  assert.equal(placeOf('data.0.unit', 'extras'), 'extras.0.unit');
});
