export default {
  'learning.area': 'Lernen',
  'learning.closed': 'Der Bereich Lernen ist für Ihr Konto nicht offen',
  'learning.closed_text': 'Kurse, Dokumente und Videos sind für Lernende und Lehrende. Die Verwaltung kann diesen Bereich für Ihr Konto öffnen.',
  'learning.levels': 'Kurse',
  'learning.levels_empty.text': 'Bildungsstufen mit ihren Fächern erscheinen hier, sobald jemand sie angelegt hat.',
  'learning.levels_empty.title': 'Es gibt noch keine Kurse',
  'learning.levels_search': 'In Stufen suchen',
  'learning.no_match': 'Nichts passt zu dieser Suche',
  'learning.search_clear': 'Suche leeren',
  'learning.to_start': 'Zur Startseite',
};
