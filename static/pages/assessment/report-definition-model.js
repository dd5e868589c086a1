// Placeholders of reports: which there are, and what stands for them in an example. The server fills real ones (docs/api/itr.md, "Report definitions"). Pure.
import { escaped } from './escaped.js';

export const groups = {
  person: ['Person.Name', 'Person.FirstName', 'Person.LastName', 'Person.Initials', 'Person.TitlesBefore', 'Person.TitlesAfter', 'Person.EMail', 'Person.BirthDate', 'Person.Age'],
  session: ['Session.Description', 'Session.Goal', 'Session.StartedAt', 'Session.EndedAt'],
  company: ['Company.CompanyName', 'Date'],
  test: ['Test.TestName', 'Test.Description', 'Test.TestStart', 'Test.TestEnd', 'Test.PercentageOfQuestionsAnswered'],
  blocks: ['Profile', 'Scores'],
};
const ofScale = ['Score', ...['', '2', '3'].flatMap(place => ['NormScore', 'PercentileScore', 'AppliedNormDescription'].map(name => name + place))];

export const scaleNames = scale => ofScale.map(name => `Scale.${scale}.${name}`);

const placeholder = /%%([^%<>&\s][^%<>&]{0,200})%%/g;

/** The text with its values; `blocks` are HTML, values never are. What nothing is known of stays. */
export const filled = (text, values, blocks) => text.replace(placeholder, (whole, name) => {
  const key = name.trim();
  return Object.hasOwn(blocks, key) ? blocks[key] : Object.hasOwn(values, key) ? escaped(values[key]) : whole;
});

/** Names in the text that stand for nothing; scales are known where the test is (`scales`), else every scale is. */
export function unknown(text, scales) {
  const known = new Set([...Object.values(groups).flat(), ...(scales ?? []).flatMap(scaleNames)]);
  const names = [...text.matchAll(placeholder)].map(match => match[1].trim());
  return [...new Set(names.filter(name => !known.has(name) && !(scales === null && /^Scale\..+\.[A-Za-z]+[23]?$/.test(name))))];
}

const shares = [84, 50, 31, 69, 16, 93];

/** Scores of an example: { name, score, norm, value, percentile } for each scale. */
export const exampleScores = (scales, norm) => scales.map((name, i) => ({ name, score: 10 + 3 * (i % 5), norm, value: String(3 + ((i * 2) % 6)), percentile: String(shares[i % shares.length]) }));

/** What an example session says; `words` are those of the language of the page, `day` and `moment` write dates in it. */
export function exampleValues({ test, scores }, words) {
  const scales = scores.flatMap(each => [
    [`Scale.${each.name}.Score`, each.score], [`Scale.${each.name}.NormScore`, each.value], [`Scale.${each.name}.PercentileScore`, each.percentile], [`Scale.${each.name}.AppliedNormDescription`, each.norm],
    ...['NormScore', 'PercentileScore', 'AppliedNormDescription'].flatMap(name => ['2', '3'].map(place => [`Scale.${each.name}.${name}${place}`, '-'])),
  ]);
  return {
    'Person.Name': 'Dr. Ada Meyer', 'Person.FirstName': 'Ada', 'Person.LastName': 'Meyer', 'Person.Initials': 'A.', 'Person.TitlesBefore': 'Dr.', 'Person.TitlesAfter': '', 'Person.EMail': 'ada.meyer@example.org', 'Person.BirthDate': words.day('1990-05-17'), 'Person.Age': '36',
    'Session.Description': words.session, 'Session.Goal': words.goal, 'Session.StartedAt': words.moment('2026-03-02T09:00:00Z'), 'Session.EndedAt': words.moment('2026-03-02T09:40:00Z'), 'Company.CompanyName': words.company, Date: words.day('2026-03-03'),
    'Test.TestName': test?.name ?? words.test, 'Test.Description': test?.description ?? '', 'Test.TestStart': words.moment('2026-03-02T09:05:00Z'), 'Test.TestEnd': words.moment('2026-03-02T09:35:00Z'), 'Test.PercentageOfQuestionsAnswered': '100', ...Object.fromEntries(scales),
  };
}

const width = 400;
const row = 28;
const label = 130;

/** The percentiles of the example as bars from 0 to 100, as the server draws them. */
export function profile(scores, title) {
  const height = scores.length * row + 24;
  const bar = ({ name, percentile }, i) => `<text x="${label - 8}" y="${i * row + 18}" text-anchor="end" font-size="13" fill="currentColor">${escaped(name.slice(0, 18))}</text>`
    + `<rect x="${label}" y="${i * row + 6}" width="${((width - label - 48) * Number(percentile)) / 100}" height="16" fill="#0b8a93" /><text x="${label + ((width - label - 48) * Number(percentile)) / 100 + 6}" y="${i * row + 18}" font-size="13" fill="currentColor">${escaped(percentile)}</text>`;
  return `<figure><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">${scores.map(bar).join('')}<line x1="${label}" y1="0" x2="${label}" y2="${height - 24}" stroke="currentColor" /></svg></figure>`;
}

const tableRow = each => `<tr><th>${escaped(each.name)}</th><td>${each.score}</td><td>${escaped(each.value)}</td><td>${escaped(each.percentile)}</td></tr>`;

export const table = (scores, words) => `<table><thead><tr>${words.map(word => `<th>${escaped(word)}</th>`).join('')}</tr></thead><tbody>${scores.map(tableRow).join('')}</tbody></table>`;

/** The text with something put at the cursor, and where the cursor is then; `around` goes round what is selected. */
export function put(text, from, to, { before, after = '', sample = '' }) {
  const inner = text.slice(from, to) || sample;
  const start = from + before.length;
  return { text: text.slice(0, from) + before + inner + after + text.slice(to), from: after ? start : start + inner.length, to: start + inner.length };
}
