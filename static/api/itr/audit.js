// The trail: who did what, as the server wrote it. docs/api/itr.md
import { list as listOf, ZERO } from './page.js';

const known = id => (id && id !== ZERO ? id : null);

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === 'object' ? found : null;
  } catch {
    return null;
  }
}

/** %%Name%% in a message stands for a member of what was written with it. */
export const filled = (message, data) => message.replace(/%%(\w+)%%/g, (whole, name) => (data && data[name] !== undefined ? String(data[name]) : whole));

const shape = row => {
  const data = parsed(row.NewData);
  return { id: row.ID, at: row.CreateDate, by: known(row.UserID), object: known(row.ObjectID), session: known(row.SessionID), type: row.ObjectType, number: row.MessageID, message: filled(row.AuditMessage, data), added: row.NewData, data };
};

/** `filters`: page, search, filter. Newest first. */
export const list = (filters, signal) => listOf({ path: '/audittrail', sort: '-CreateDate', ...filters, shape, signal });
/** What happened in one session, for whoever may see it; newest first. */
export const ofSession = (id, filters, signal) => listOf({ path: `/audittrail/session/${id}`, pageSize: 10, sort: '-CreateDate', ...filters, shape, signal });
