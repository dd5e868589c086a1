// Addresses of lists.

/** The address of this list with some of its query changed; a new order or filter begins at page 1. */
export function address(query, changes) {
  const next = { ...query, ...('page' in changes ? {} : { page: null }), ...changes };
  const pairs = Object.entries(next).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return `?${new URLSearchParams(pairs)}`;
}
