// What matters to somebody now, part by part. docs/api/app.md §20.
import { appApi } from '../request.js';

const session = found => ({ id: found.id, description: found.description, person: found.person, state: found.state, from: found.allowed_from, until: found.allowed_until });
const subject = found => ({ id: found.id, name: found.name, above: found.above, topics: found.topics });
const training = found => ({ id: found.id, title: found.title, minutes: found.duration_minutes, instructor: found.instructor, status: found.status ?? null, createdAt: found.created_at ?? null });
const upload = found => ({
  id: found.id, recordId: found.record_id, recordTitle: found.record_title, name: found.name, size: found.size, received: found.received, isProcessing: found.is_processing, expiresAt: found.expires_at,
});
const record = found => ({ id: found.id, identifier: found.identifier, title: found.title, type: found.type, visibility: found.visibility, updatedAt: found.updated_at, creator: found.creator, isOwn: found.is_own });
const receiver = found => ({ id: found.id, name: found.name, isGone: found.is_gone, failed: found.failed, lastAt: found.last_at, status: found.status, reason: found.reason });

const shapes = {
  tests: found => ({ overdue: found.overdue, running: found.running, waiting: found.waiting, planned: found.planned, sessions: found.sessions.map(session) }),
  taking: found => found,
  trainings: found => ({ own: found.own.map(training), fresh: found.new.map(training), toMark: found.to_mark }),
  decisions: found => found,
  watching: found => found.map(row => ({ id: row.id, name: row.name, above: row.above, position: { seconds: row.position.seconds, duration: row.position.duration ?? null } })),
  learning: found => ({ subjects: found.subjects.map(subject), mentored: found.mentored.map(subject), waiting: found.waiting }),
  uploads: found => found.map(upload),
  records: found => found.map(record),
  storage: found => ({ used: found.used_bytes, quota: found.quota_bytes }),
  deliveries: found => found.map(receiver),
  system: found => ({
    objectStore: found.object_store, lateJobs: found.late_jobs,
    deadJobs: found.dead_jobs.map(row => ({ kind: row.kind, jobs: row.jobs, lastAt: row.last_at, error: row.last_error })),
    disk: {
      used: found.disk.used_bytes, free: found.disk.free_bytes, total: found.disk.total_bytes, quota: found.disk.quota_bytes,
      full: found.disk.full_accounts.map(row => ({ id: row.id, name: row.name, used: row.used_bytes })),
    },
  }),
};

/** All parts, or those that are named: { records, tests …, failed: [name] }; what is not for this account is null. */
export async function get(parts, signal) {
  const answer = await appApi.get('/start', { query: { part: parts }, signal });
  return { ...Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, answer[name] && shape(answer[name])])), failed: answer.failed };
}
