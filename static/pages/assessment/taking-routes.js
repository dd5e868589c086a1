// What candidates see: their own sessions and the test itself.
export const routes = [];
