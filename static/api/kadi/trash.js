// Out of the trash: back again, or gone for good. What is in it: api/app/trash.js.
import { kadiApi } from '../request.js';

export const restore = ({ type, id }) => kadiApi.post(`/${type}s/${id}/restore`);
export const purge = ({ type, id }) => kadiApi.post(`/${type}s/${id}/purge`);
