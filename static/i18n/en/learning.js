export default {
  'learning.area': 'Learning',
  'learning.closed': 'Learning is not open to your account',
  'learning.closed_text': 'Courses, documents and videos are for learners and mentors. An administrator can open this area to your account.',
  'learning.levels': 'Courses',
  'learning.levels_empty.text': 'Levels of education with their subjects appear here as soon as somebody has written them.',
  'learning.levels_empty.title': 'There are no courses yet',
  'learning.levels_search': 'Search in levels',
  'learning.no_match': 'Nothing matches this search',
  'learning.search_clear': 'Clear search',
  'learning.to_start': 'Go to the start page',
};
