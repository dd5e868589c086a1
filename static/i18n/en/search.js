export default {
  'search.sort.best': 'Best match first',
  'search.sort.changed': 'Last changed first',
  'search.sort.identifier': 'By identifier',
  'search.sort.newest': 'Newest first',
  'search.sort.oldest': 'Oldest first',
  'search.sort.title': 'By title',
  'search.sort.title_back': 'By title, from Z',
  'search.sort.unchanged': 'Longest unchanged first',
};
