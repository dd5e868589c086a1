// Windows of one browser that have the same test open: they ask each other, so that only one of them writes.
const name = 'athenaeum.tests';
const patience = 400;

/** A window's voice: `hold(id, taken)` answers for a test until it is let go, `ask(id)` tells whether another window has it. Without a channel there are no others to see. */
export function windows(me, Channel = globalThis.BroadcastChannel) {
  if (!Channel) return { ask: async () => false, hold: () => () => {}, take: () => {} };
  const channel = new Channel(name);
  const held = new Map();
  const asked = new Map();
  channel.onmessage = ({ data }) => {
    if (data.from === me) return;
    if (data.what === 'who' && held.has(data.id)) channel.postMessage({ what: 'me', id: data.id, from: me });
    if (data.what === 'me') asked.get(data.id)?.(true);
    if (data.what === 'mine' && held.has(data.id)) { const taken = held.get(data.id); held.delete(data.id); taken(); }
  };
  return {
    ask: id => new Promise(resolve => {
      const timer = setTimeout(() => { asked.delete(id); resolve(false); }, patience);
      asked.set(id, found => { clearTimeout(timer); asked.delete(id); resolve(found); });
      channel.postMessage({ what: 'who', id, from: me });
    }),
    hold(id, taken) {
      held.set(id, taken);
      return () => { if (held.get(id) === taken) held.delete(id); };
    },
    take: id => channel.postMessage({ what: 'mine', id, from: me }),
  };
}
