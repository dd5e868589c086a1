// The subjects of the settings: a page each.
export const subjects = [
  { href: '/app/settings', label: 'settings.profile.title', icon: 'person' },
  { href: '/app/settings/second-factor', label: 'settings.factor.title', icon: 'lock' },
  { href: '/app/settings/tokens', label: 'settings.tokens.title', icon: 'key' },
  { href: '/app/settings/applications', label: 'settings.applications', icon: 'code' },
  { href: '/app/settings/services', label: 'settings.services', icon: 'link' },
  { href: '/app/settings/identities', label: 'settings.identities', icon: 'people' },
  { href: '/app/settings/sessions', label: 'settings.sessions.title', icon: 'screen' },
  { href: '/app/settings/appearance', label: 'settings.appearance.title', icon: 'sun' },
];
