// Deciding requests to enrol and applications of mentors, and how many wait. docs/api/app.md §16.
import { appApi } from '../request.js';

const paths = { enrollments: 'enrollments', applications: 'mentor-applications' };
const most = 200;

/** [[id, approved | rejected | decided | refused | not_found]] of each. `decision`: approve, reject. */
export async function decide(kind, ids, decision, reason) {
  const found = [];
  for (let from = 0; from < ids.length; from += most) {
    const answer = await appApi.post(`/learning/${paths[kind]}/decisions`, { body: { ids: ids.slice(from, from + most), decision, ...(reason && { reason }) } });
    found.push(...answer.results.map(result => [result.id, result.outcome]));
  }
  return found;
}

export const counts = async signal => (await appApi.get('/learning/mine', { signal })).pending ?? { enrollments: 0, applications: 0 };
