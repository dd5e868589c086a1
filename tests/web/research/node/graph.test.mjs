// Where the records of a graph stand, and where arrow keys lead.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layout, neighbours, step } from '../../../../static/pages/research/graph-layout.js';

const link = (id, name) => ({ name, other: { id, title: `Record ${id}` } });

test('each neighbour stands once, with the names of all links', () => {
  const { before, behind } = neighbours([link(2, 'uses'), link(3, 'uses'), link(2, 'is part of')], [link(3, 'contains'), link(4, 'refers to')]);
  assert.deepEqual(behind.map(node => [node.id, node.out, node.in]), [[2, ['uses', 'is part of'], []], [3, ['uses'], ['contains']]]);
  assert.deepEqual(before.map(node => [node.id, node.in]), [[4, ['refers to']]]);
});

const many = count => Array.from({ length: count }, (_, i) => link(100 + i, 'uses'));
const inside = (plan, place) => place.x >= 0 && place.y >= 0 && place.x + place.width <= plan.width && place.y + place.height <= plan.height;
const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

for (const width of [280, 400, 700, 1200]) {
  for (const [out, into] of [[0, 0], [1, 0], [0, 3], [30, 30]]) {
    test(`nothing overlaps or leaves the place: ${width} px, ${out} and ${into} links`, () => {
      const found = neighbours(many(out), many(into).map(entry => ({ ...entry, other: { id: entry.other.id + 500 } })));
      const plan = layout({ centre: 1, ...found, width });
      const places = [...plan.nodes.values()];
      assert.equal(places.length, 1 + out + into);
      assert.ok(places.every(place => inside(plan, place)));
      places.forEach((a, i) => places.slice(i + 1).forEach(b => assert.ok(apart(a, b))));
      assert.equal(plan.edges.length, out + into);
      assert.ok(plan.edges.every(edge => !/NaN|undefined/.test(edge.path)));
    });
  }
}

test('links in both directions have arrows at both ends', () => {
  const found = neighbours([link(2, 'uses')], [link(2, 'contains'), link(3, 'contains')]);
  const { edges } = layout({ centre: 1, ...found, width: 900 });
  assert.deepEqual(edges.map(edge => [edge.id, edge.start, edge.end]), [[3, false, true], [2, true, true]]);
});

test('arrow keys go along columns and across them', () => {
  const found = neighbours([link(5, 'a'), link(6, 'a')], [link(2, 'b'), link(3, 'b'), link(4, 'b')]);
  const wide = layout({ centre: 1, ...found, width: 900 });
  assert.equal(step(wide, 1, 'ArrowLeft'), 3);
  assert.equal(step(wide, 3, 'ArrowDown'), 4);
  assert.equal(step(wide, 3, 'ArrowUp'), 2);
  assert.equal(step(wide, 2, 'ArrowUp'), null);
  assert.ok([5, 6].includes(step(wide, 1, 'ArrowRight')));
  assert.equal(step(wide, 4, 'ArrowRight'), 1);
  assert.equal(step(wide, 1, 'Enter'), null);
  const narrow = layout({ centre: 1, ...found, width: 300 });
  assert.deepEqual(['ArrowDown', 'ArrowUp'].map(key => step(narrow, 1, key)), [5, 4]);
});
