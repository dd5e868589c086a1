// The test office: overview, sessions, groups, persons.
export const routes = [];
