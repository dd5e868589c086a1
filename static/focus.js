// Focus that went away with what had it goes to what stands in its place now: the next row, the button that came instead, else the page's heading.

const soon = 150; // ms: who knows better where focus belongs (a dialog, a page that was opened, an editor's own rule) was faster
const reachable = 'a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';
const nameOf = node => node.getAttribute('aria-label') ?? node.textContent.trim();

let last = null; // of what has focus: { node, name, path: [{ parent, at }] up to main }

function remember({ target }) {
  last = null;
  const main = target.closest?.('main');
  if (!main || main === target || target.closest('dialog')) return;
  const path = [];
  for (let node = target; node !== main; node = node.parentElement) path.push({ parent: node.parentElement, at: [...node.parentElement.children].indexOf(node) });
  last = { node: target, name: nameOf(target), path };
}

/** Left for something else, or for nothing, by the person: nobody brings it back. */
const leave = ({ target }) => queueMicrotask(() => { if (last?.node === target && target.isConnected) last = null; });

function restore({ name, path }) {
  if (document.activeElement !== document.body || document.querySelector('dialog[open]')) return;
  const left = path.find(step => step.parent.isConnected);
  if (!left || left.parent.localName === 'main') return; // another page, or another frame around it (after signing in)
  const { parent, at } = left;
  const near = parent.children[Math.min(at, parent.children.length - 1)];
  const choices = near ? [near, ...near.querySelectorAll('*')].filter(node => node.matches(reachable)) : [];
  (choices.find(node => nameOf(node) === name) ?? choices[0] ?? document.querySelector('main h1'))?.focus();
}

function look() {
  if (!last || last.node.isConnected) return;
  const gone = last;
  last = null;
  setTimeout(() => restore(gone), soon);
}

/** From now on, in the whole document. */
export function keepFocus() {
  document.addEventListener('focusin', remember);
  document.addEventListener('focusout', leave);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}
