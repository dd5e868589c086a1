export default {
  'search.sort.best': 'Beste Treffer zuerst',
  'search.sort.changed': 'Zuletzt geändert zuerst',
  'search.sort.identifier': 'Nach Kennung',
  'search.sort.newest': 'Neueste zuerst',
  'search.sort.oldest': 'Älteste zuerst',
  'search.sort.title': 'Nach Titel',
  'search.sort.title_back': 'Nach Titel, von Z an',
  'search.sort.unchanged': 'Am längsten unverändert zuerst',
};
