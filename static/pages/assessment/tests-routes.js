// Tests, batteries and report definitions.
export const routes = [];
