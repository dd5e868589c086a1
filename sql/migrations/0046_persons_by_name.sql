-- The office reads its persons by last name: a page of 100,000 must not sort them all.

create index persons_by_last_name on persons (company_id, lower(last_name), id);
