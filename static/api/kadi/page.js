// A list as Kadi answers it, in the shape that tables take; and people, who stand in most answers.
export const pageOf = (answer, shape) => {
  const { page, total_pages: pages, total_items: total, per_page: perPage } = answer._pagination;
  return { rows: answer.items.map(shape), total, page, pages, perPage };
};

export const person = found => found && ({ id: found.id, name: found.displayname, username: found.identity?.username ?? '' });

/** Every page of a list; for lists that are short by nature (roles, values to choose from). */
export async function all(fetchPage, most = 10) {
  const rows = [];
  for (let page = 1; page <= most; page += 1) {
    const found = await fetchPage(page);
    rows.push(...found.rows);
    if (page >= found.pages) break;
  }
  return rows;
}
