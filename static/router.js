// Addresses and pages: matching, following links and GET forms, going back to where one was.
import { signal } from './vendor/ui.js';

/** What is shown: { path, query, route, params, turn, same, scroll }; `turn` grows with every navigation, `same` says that only the query changed,
    `scroll` is where the person was when they come back. */
export const place = signal(null);

const kinds = { int: '[0-9]{1,18}', uuid: '[0-9a-fA-F-]{36}', name: '[^/]+', path: '.+' };

/** '/records/{id:int}' → a regular expression with named groups; the same words as the server's route lines. */
export function pattern(path) {
  const text = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{([a-z_]\w*)(?::(\w+))?\}/gi, (_, name, kind) => `(?<${name}>${kinds[kind ?? 'name']})`);
  return new RegExp(`^${text}/?$`);
}

/** { route, params } for a path, or null. The first route that matches wins. */
export function match(routes, path) {
  for (const route of routes) {
    route.pattern ??= pattern(route.path);
    const found = route.pattern.exec(path);
    if (found) return { route, params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])) };
  }
  return null;
}

export const queryOf = search => Object.fromEntries([...new URLSearchParams(search)].filter(([, value]) => value !== ''));

/** The address of a GET form: its action (or this page) with its filled fields. */
export function formAddress(form, base) {
  const pairs = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string' && value !== ''));
  const url = new URL(form.getAttribute('action') ?? base, base);
  url.search = pairs;
  return url;
}

let table = [];
let turn = 0;
let known = () => true;

function show(url, { keep = false, scroll = null } = {}) {
  const found = match(table, url.pathname);
  const before = place.value;
  turn += 1;
  const same = Boolean(before && found && before.route === found.route && before.path === url.pathname);
  place.value = { path: url.pathname, query: queryOf(url.search), hash: url.hash.slice(1), route: found?.route ?? null, params: found?.params ?? {}, turn, same, scroll };
  if (!keep && !same) scrollTo(0, 0);
}

const remember = () => history.replaceState({ ...history.state, scroll: scrollY }, '');

/** Goes to an address of ours. */
export function go(address, { replace = false, keep = false } = {}) {
  const url = new URL(address, location.href);
  remember();
  history[replace ? 'replaceState' : 'pushState']({ scroll: 0 }, '', url);
  show(url, { keep });
}

/** Is this an address that a page of ours answers? Everything else is the server's. */
export const isOurs = url => url.origin === location.origin && known(url.pathname);

/** An address of this server as a URL (a page of ours, or what the server answers itself); null for any other. */
export function ownAddress(address) {
  if (!address?.startsWith('/') || !URL.canParse(address, location.origin)) return null;
  const url = new URL(address, location.origin);
  return url.origin === location.origin ? url : null; // //elsewhere, /\elsewhere, also with a tab between
}

/** Goes there, in place of this page. */
export function goOn(url) {
  if (isOurs(url)) go(url, { replace: true });
  else location.replace(url);
}

function clicked(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.('a[href]');
  if (!link || link.target || link.hasAttribute('download')) return;
  const url = new URL(link.href, location.href);
  if (!isOurs(url)) return;
  if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
  event.preventDefault();
  go(url, { keep: link.hasAttribute('data-keep-place') });
}

function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'get' || form.target) return;
  const url = formAddress(form, location.href);
  if (!isOurs(url)) return;
  event.preventDefault();
  go(url, { keep: form.hasAttribute('data-keep-place') });
}

/** `hint(route)` is told when a link gets pointer or focus, so that its page can be loaded before it is needed. */
export function start(routes, hint = () => {}) {
  table = routes;
  known = path => match(routes, path) !== null;
  history.scrollRestoration = 'manual';
  document.addEventListener('click', clicked);
  document.addEventListener('submit', submitted);
  const ahead = event => {
    const link = event.target.closest?.('a[href]');
    const url = link && new URL(link.href, location.href);
    if (url && isOurs(url)) hint(match(routes, url.pathname).route);
  };
  document.addEventListener('pointerover', ahead, { passive: true });
  document.addEventListener('focusin', ahead);
  addEventListener('popstate', event => {
    show(new URL(location.href), { keep: true, scroll: event.state?.scroll ?? 0 });
  });
  show(new URL(location.href), { keep: true });
}
