// Addresses of the pages about applications.
export const addresses = {
  all: '/app/settings/applications',
  own: '/app/settings/applications?tab=own',
  create: '/app/settings/applications/new',
  one: id => `/app/settings/applications/${id}`,
};
