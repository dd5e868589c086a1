// Results and reports, credits, and what a company keeps: logins, lists, settings, translations, the trail.
export const routes = [];
