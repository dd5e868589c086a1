import assert from 'node:assert/strict';
import { test } from 'node:test';

import { address } from '../../../static/components/address.js';
import { steps } from '../../../static/components/pagination.js';
import { match, ownAddress, pattern, queryOf } from '../../../static/router.js';

const routes = [{ path: '/app/records/new' }, { path: '/app/records/{id:int}' }, { path: '/records/{id:int}/files/{file:uuid}' }, { path: '/app/help/{rest:path}' }, { path: '/' }];
const found = path => { const hit = match(routes, path); return hit && [hit.route.path, hit.params]; };

test('the first route that matches wins, kinds are kept apart', () => {
  assert.deepEqual(found('/app/records/new'), ['/app/records/new', {}]);
  assert.deepEqual(found('/app/records/12'), ['/app/records/{id:int}', { id: '12' }]);
  assert.deepEqual(found('/app/records/12/'), ['/app/records/{id:int}', { id: '12' }]);
  assert.equal(found('/app/records/twelve'), null);
  assert.deepEqual(found('/records/2/files/3fa85f64-5717-4562-b3fc-2c963f66afa6')[1].file, '3fa85f64-5717-4562-b3fc-2c963f66afa6');
  assert.deepEqual(found('/app/help/a/b%20c')[1], { rest: 'a/b c' });
  assert.deepEqual(found('/'), ['/', {}]);
});

test('signs of regular expressions in a path are only signs', () => {
  assert.ok(pattern('/a.b').test('/a.b'));
  assert.ok(!pattern('/a.b').test('/axb'));
});

test('only addresses of this server are gone on to', () => {
  globalThis.location = new URL('https://data.example.org/app/sign-in');
  assert.equal(ownAddress('/oauth/authorize?a=b&c=%2F').href, 'https://data.example.org/oauth/authorize?a=b&c=%2F');
  assert.equal(ownAddress('/app#x').href, 'https://data.example.org/app#x');
  for (const foreign of ['//evil.example', '/\\\\evil.example', '/\\evil.example', '/\t/evil.example', '/\n\\evil.example', '//', 'https://data.example.org/', 'javascript:x', 'x', '', null, undefined]) {
    assert.equal(ownAddress(foreign), null, String(foreign));
  }
  delete globalThis.location;
});

test('a query loses empty values', () => assert.deepEqual(queryOf('?page=2&sort=&q=a+b'), { page: '2', q: 'a b' }));

test('a new order or filter begins at page 1, another page keeps both', () => {
  assert.equal(address({ page: '3', sort: 'name' }, { sort: '-name' }), '?sort=-name');
  assert.equal(address({ page: '3', sort: 'name' }, { page: 4 }), '?page=4&sort=name');
  assert.equal(address({ state: 'a' }, { state: null }), '?');
});

test('pages show the ends, the neighbours and gaps', () => {
  assert.deepEqual(steps(1, 3), [1, 2, 3]);
  assert.deepEqual(steps(5, 20), [1, null, 4, 5, 6, null, 20]);
  assert.deepEqual(steps(3, 5), [1, 2, 3, 4, 5]);
  assert.deepEqual(steps(1, 1), [1]);
});
