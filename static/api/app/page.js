// A list as our own surface answers it, in the shape that tables take.
export const pageOf = (answer, shape) => ({ rows: answer.items.map(shape), total: answer.total, page: answer.page, pages: answer.pages, perPage: answer.per_page });
