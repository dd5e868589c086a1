// The frame around every page: rail, top bar, palette, key overlay, sign-in when there is nobody.
import { html, useEffect, useState } from './vendor/ui.js';
import { language, languages, speak, t } from './i18n/text.js';
import { Announcer } from './components/announcer.js';
import { Button, IconButton } from './components/button.js';
import { Confirmations } from './components/dialog.js';
import { Failed } from './components/failed.js';
import { Icon } from './components/icon.js';
import { Menu } from './components/menu.js';
import { Notice } from './components/notice.js';
import { dropAll, Toasts } from './components/toast.js';
import { keysOf, Keys, listen, Palette } from './commands.js';
import { allowed, holds, settings } from './navigation.js';
import { fetchPage, Outlet } from './outlet.js';
import { SignInAgain, SignInPage } from './pages/account/sign-in.js';
import { describe } from './errors/words.js';
import { go, place } from './router.js';
import { widgets } from './state/bar.js';
import { online, server, whenBack } from './state/online.js';
import { account, leave, lost, opens, ready, restore, session, trouble } from './state/session.js';
import { savePreferences } from './api/app/profile.js';
import { theme, themes, wear } from './theme.js';

const folded = 'athenaeum.rail';

export const Brand = () => html`<a class="brand" href="/app"><svg class="brand-sign" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><path d="M16 3 3 10h26zM6 13v11M12.7 13v11M19.3 13v11M26 13v11M3 28h26" /></svg><span class="brand-name">Athenaeum</span></a>`;

export const choose = {
  language: code => { speak(code); if (account()) savePreferences({ language: code }).catch(() => {}); },
  theme: name => { wear(name); if (account()) savePreferences({ theme: name }).catch(() => {}); },
};

async function signOut() {
  await leave();
  dropAll();
  go('/app/sign-in', { replace: true });
}

/** What language and what colours: the same choice for who is signed in and who is not. */
const lookItems = () => [
  { heading: t('shell.language') },
  ...Object.entries(languages).map(([code, name]) => ({ label: name, lang: code, checked: language.value === code, run: () => choose.language(code) })),
  { heading: t('shell.theme') },
  ...themes.map(name => ({ label: t(`shell.theme_${name}`), checked: theme.value === name, run: () => choose.theme(name) })),
];

export const LookMenu = () => html`<${Menu} label=${t('shell.look')} icon="language" items=${lookItems()} />`;

function PersonMenu() {
  const person = account() ?? session.value.person;
  const items = [
    { heading: [person.displayName, person.email].filter(Boolean).join(' · ') },
    account() && opens('records') && { label: t('shell.own_research'), icon: 'research', href: `/users/${account().id}` },
    account() && { label: t('shell.nav.settings'), icon: 'settings', href: '/app/settings' },
    session.value.companies.length > 1 && { label: t('shell.company'), icon: 'people', href: '/app/company' },
    ...lookItems(),
    null,
    { label: t('shell.keys.title'), icon: 'help', run: () => keysOf.show() },
    { label: t('shell.sign_out'), icon: 'leave', run: signOut },
  ].filter(item => item !== false && item !== undefined);
  return html`<${Menu} label=${person.displayName} icon="person" items=${items}><span class="bar-person">${person.displayName}</span><//>`;
}

function Rail({ path }) {
  const link = page => html`
    <a key=${page.href} class="rail-link" href=${page.href} aria-current=${holds(page, path) ? 'page' : undefined}
      title=${t(page.label)}><${Icon} name=${page.icon} /><span>${t(page.label)}</span></a>`;
  return html`
    ${allowed().map(area => (area.pages
      ? html`<div class="rail-area" key=${area.id} role="group" aria-label=${t(area.label)}><p class="rail-title" aria-hidden="true">${t(area.label)}</p>${area.pages.map(link)}</div>`
      : link(area)))}
    <div class="rail-end">${account() && link(settings)}</div>`;
}

/** First on every page: past what stands on all of them. */
export const Skip = () => html`<a class="skip" href="#main" onClick=${event => { event.preventDefault(); document.querySelector('main').focus(); }}>${t('shell.skip')}</a>`;

function TopBar({ openDrawer }) {
  return html`
    <header class="bar">
      <${IconButton} class="bar-drawer" icon="menu" label=${t('shell.menu')} onClick=${openDrawer} />
      <div class="bar-brand"><${Brand} /></div>
      <button type="button" class="bar-search"
        onClick=${() => keysOf.palette()}><${Icon} name="search" size=${18} /><span>${t('shell.search')}</span><kbd>${t('shell.keys.ctrl')} K</kbd></button>
      <div class="bar-end">${widgets.value.map((Widget, i) => html`<${Widget} key=${i} />`)}<${PersonMenu} /></div>
    </header>`;
}

function Frame() {
  const [narrow, setNarrow] = useState((localStorage.getItem(folded) ?? (matchMedia('(max-width: 60rem)').matches ? 'on' : 'off')) === 'on');
  const [drawer, setDrawer] = useState(false);
  const [busy, setBusy] = useState(false);
  const { path } = place.value;
  useEffect(() => setDrawer(false), [place.value.turn]);
  useEffect(() => listen(), []);
  const fold = () => { setNarrow(!narrow); localStorage.setItem(folded, narrow ? 'off' : 'on'); };
  const closeDrawer = () => {
    setDrawer(false);
    document.querySelector('.bar-drawer').focus();
  };
  return html`
    <div class="shell" data-folded=${narrow ? 'on' : undefined} data-drawer=${drawer ? 'open' : undefined}
      onKeyDown=${event => { if (drawer && event.key === 'Escape') closeDrawer(); }}>
      <${Skip} />
      <${TopBar} openDrawer=${() => setDrawer(!drawer)} />
      ${drawer && html`<div class="shade" onClick=${() => setDrawer(false)}></div>`}
      <nav class="rail" aria-label=${t('shell.navigation')}>
        <div class="rail-brand"><${Brand} /></div>
        <${Rail} path=${path} />
        <div class="rail-fold"><${Button} kind="quiet" icon="fold" aria-pressed=${narrow} onClick=${fold} title=${t(narrow ? 'shell.unfold' : 'shell.fold')}><span>${t('shell.fold')}</span><//></div>
      </nav>
      <main id="main" tabindex="-1" aria-busy=${busy ? 'true' : undefined}>
        <${Offline} />
        <${Outlet} onBusy=${setBusy} />
      </main>
      <${Palette} /><${Keys} />
    </div>`;
}

/** No network, no server, or a server that is back: the same words on every page. */
function Offline() {
  if (!online.value) return html`<div class="banner"><${Notice} tone="warn" role="status" title=${t('shell.offline.title')}>${t('shell.offline.text')}<//></div>`;
  if (server.value === 'away') return html`<div class="banner"><${Notice} tone="warn" role="status" title=${t('shell.away.title')}>${t('shell.away.text')}<//></div>`;
  if (server.value === 'back') return html`<div class="banner"><${Notice} tone="ok" role="status" title=${t('shell.back.title')}>${t('shell.back.text')}<//></div>`;
  return null;
}

/** A page without rail: signing in, links from mails, candidates. */
export const Bare = ({ children, foot }) => html`
  <div class="bare">
    <${Skip} />
    <header class="bare-head"><${Brand} /><${LookMenu} /></header>
    <main id="main" tabindex="-1"><${Offline} />${children}</main>
    ${foot && html`<footer class="bare-foot">${foot}</footer>`}
  </div>`;

function Inside() {
  const { route } = place.value;
  useEffect(() => (trouble.value ? whenBack(restore) : undefined), [trouble.value]);
  if (!ready.value) return null;
  if (trouble.value) return html`<${Bare}><${Failed} words=${describe(trouble.value)} retry=${restore} /><//>`;
  if (route?.open) return html`<${Bare}><${Outlet} /><//>`;
  if (!session.value) return html`<${Bare}><${SignInPage} /><//>`;
  if (session.value.kind !== 'account') return html`<${Candidate} />`;
  if (route?.whole && route.right(session.value)) return html`<${Outlet} frame=${Bare} />`;
  return html`<${Frame} />`;
}

const taking = '/app/assessment/taking';

/** Candidates see their tests and nothing else; those pages draw their own frame. */
function Candidate() {
  const { path } = place.value;
  const isTheirs = path === taking || path.startsWith(`${taking}/`);
  useEffect(() => { if (!isTheirs) go(taking, { replace: true }); }, [path]);
  return isTheirs ? html`<${Outlet} frame=${Bare} />` : null;
}

export function Shell() {
  language.value; // the whole frame speaks the language
  return html`<${Inside} />${lost.value && html`<${SignInAgain} />`}<${Confirmations} /><${Toasts} /><${Announcer} />`;
}

export { fetchPage };
