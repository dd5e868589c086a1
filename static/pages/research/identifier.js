/** A title as an identifier: small letters, digits and hyphens, 50 at most. */
export const identifierOf = text => text.toLowerCase()
  .replace(/ß/g, 'ss').replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue')
  .normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^a-z0-9_]+/g, '-').replace(/^-/, '').slice(0, 50).replace(/-$/, '');
