// Where the records of a graph stand: the one in the middle, what leads to it before, what it leads to behind. No drawing, so that node can test it.

/**
 * Links of one record as its neighbours, each once, in the order of the links: { id, record, out: [names], in: [names] }.
 * What is linked in both ways stands among those it leads to.
 */
export function neighbours(outgoing, incoming) {
  const found = new Map();
  for (const [way, links] of [['out', outgoing], ['in', incoming]]) {
    for (const link of links) {
      if (!found.has(link.other.id)) found.set(link.other.id, { id: link.other.id, record: link.other, out: [], in: [] });
      found.get(link.other.id)[way].push(link.name);
    }
  }
  const all = [...found.values()];
  return { before: all.filter(node => node.out.length === 0), behind: all.filter(node => node.out.length > 0) };
}

const row = 76;
const box = 64;
const narrowBelow = 560;

/**
 * { width, height, nodes: Map id → { x, y, width, height }, edges: [{ id, path, start, end }] } for a place of some width.
 * Wide: three columns. Narrow: one below the other, with a line along the side. `start` and `end` say where arrows stand.
 */
export function layout({ centre, before, behind, width }) {
  return width < narrowBelow ? stacked({ centre, before, behind, width }) : columns({ centre, before, behind, width });
}

const arrows = node => ({ start: node.in.length > 0 && node.out.length > 0, end: true });

function columns({ centre, before, behind, width }) {
  const span = Math.min(240, Math.floor(width * 0.29));
  const height = Math.max(before.length, behind.length, 1) * row + (row - box);
  const middle = { x: Math.round((width - span) / 2), y: Math.round((height - box) / 2), width: span, height: box };
  const nodes = new Map([[centre, middle]]);
  const place = (list, x) => list.forEach((node, i) => {
    nodes.set(node.id, { x, y: Math.round((height - list.length * row) / 2 + i * row + (row - box) / 2), width: span, height: box });
  });
  place(before, 0);
  place(behind, width - span);
  const centreY = middle.y + box / 2;
  const curve = (x1, y1, x2, y2) => `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;
  const at = id => nodes.get(id);
  const edges = [
    ...before.map(node => ({ id: node.id, path: curve(span + 2, at(node.id).y + box / 2, middle.x - 4, centreY), ...arrows(node) })),
    ...behind.map(node => ({ id: node.id, path: curve(middle.x + span + (node.in.length ? 4 : 2), centreY, at(node.id).x - 4, at(node.id).y + box / 2), ...arrows(node) })),
  ];
  return { width, height, nodes, edges };
}

const indent = 28;
const trunk = 12;

function stacked({ centre, before, behind, width }) {
  const nodes = new Map();
  [...before.map(node => node.id), centre, ...behind.map(node => node.id)].forEach((id, i) => {
    const inner = id !== centre;
    nodes.set(id, { x: inner ? indent : 0, y: i * row + (row - box) / 2, width: inner ? width - indent : width, height: box });
  });
  const middle = nodes.get(centre);
  const edges = [
    ...before.map(node => ({ id: node.id, path: `M${indent - 2} ${nodes.get(node.id).y + box / 2}H${trunk}V${middle.y - 4}`, ...arrows(node) })),
    ...behind.map(node => ({ id: node.id, path: `M${trunk} ${middle.y + box + (node.in.length ? 4 : 2)}V${nodes.get(node.id).y + box / 2}H${indent - 4}`, ...arrows(node) })),
  ];
  return { width, height: (before.length + behind.length + 1) * row, nodes, edges };
}

/** The node that an arrow key leads to, or null: up and down in a column, left and right to what is next there. */
export function step({ nodes }, from, key) {
  const here = nodes.get(from);
  const centreOf = place => ({ x: place.x + place.width / 2, y: place.y + place.height / 2 });
  const me = centreOf(here);
  const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[key];
  if (!way) return null;
  let best = null;
  for (const [id, place] of nodes) {
    if (id === from) continue;
    const there = centreOf(place);
    const along = way[0] ? (there.x - me.x) * way[0] : (there.y - me.y) * way[1];
    const aside = way[0] ? Math.abs(there.y - me.y) : Math.abs(there.x - me.x);
    if (along <= 1 || (!way[0] && aside > here.width)) continue;
    const cost = along + aside * (way[0] ? 0.1 : 4);
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id ?? null;
}
