// Where journals are: IndexedDB, localStorage where that is missing, the page's memory where nothing is kept. A change is one step: two windows never mix.
const name = 'athenaeum.tests';
const table = 'journals';

const settled = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
  request.onblocked = () => reject(new Error('blocked'));
});

async function indexed() {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(table, { keyPath: 'id' });
  const database = await settled(opening);
  database.onversionchange = () => database.close();
  const store = mode => database.transaction(table, mode, { durability: 'strict' }).objectStore(table);
  return {
    kind: 'indexed',
    all: () => settled(store('readonly').getAll()),
    get: id => settled(store('readonly').get(id)),
    /** `change`: entry or undefined → the new entry, null to remove it, undefined to leave it. Resolves when it is written. */
    change: (id, change) => new Promise((resolve, reject) => {
      const here = store('readwrite');
      let next;
      here.get(id).onsuccess = event => {
        next = change(event.target.result);
        if (next === null) here.delete(id);
        else if (next !== undefined) here.put(next);
      };
      here.transaction.oncomplete = () => resolve(next);
      here.transaction.onabort = () => reject(here.transaction.error ?? new Error('aborted'));
    }),
  };
}

/** A store over texts by key: localStorage, or a Map in its form. */
export function texts(keep, kind) {
  const key = id => `${name}.${id}`;
  const get = id => JSON.parse(keep.getItem(key(id)) ?? 'null') ?? undefined;
  return {
    kind,
    all: async () => Array.from({ length: keep.length }, (_, i) => keep.key(i)).filter(each => each.startsWith(`${name}.`)).map(each => get(each.slice(name.length + 1))),
    get: async id => get(id),
    change: async (id, change) => {
      const next = change(get(id));
      if (next === null) keep.removeItem(key(id));
      else if (next !== undefined) keep.setItem(key(id), JSON.stringify(next));
      return next;
    },
  };
}

/** Texts that are gone with the page. */
export function memory() {
  const kept = new Map();
  return texts({ getItem: key => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: key => kept.delete(key), key: i => [...kept.keys()][i], get length() { return kept.size; } }, 'memory');
}

function local() {
  const probe = `${name}.probe`;
  localStorage.setItem(probe, '1');
  localStorage.removeItem(probe);
  return texts(localStorage, 'local');
}

let opened = null;

/** The best place that this browser has. */
export function openStore() {
  opened ??= indexed().catch(() => local()).catch(() => memory());
  return opened;
}
