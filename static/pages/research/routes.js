// Pages of research data; routes.js joins them with all others.
export const routes = [];
