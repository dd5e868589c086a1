-- name: list_languages() -> many
select distinct language from translations order by language;

-- name: list_of(language) -> many
select key, value, original_value, value_as_original, changed_at, changed_by from translations where language = $1 order by key;

-- name: save(language, entries, changed_by) -> run
-- Words of a language, as they are given: [{key, value, original, as_original}]; what is left out of an entry stays.
insert into translations as t (language, key, value, original_value, value_as_original, changed_by)
select $1, e.key, e.value, coalesce(e.original, ''), coalesce(e.as_original, false), $3
  from jsonb_to_recordset($2::jsonb) as e (key text, value text, original text, as_original boolean)
 order by e.key
    on conflict (language, key) do update
   set value = excluded.value, changed_at = now(), changed_by = excluded.changed_by,
       original_value = case when excluded.original_value = '' then t.original_value else excluded.original_value end,
       value_as_original = excluded.value_as_original;

-- name: list_completeness() -> many
-- How many of all words that any language has are there in each.
select t.language, count(*) as translated, (select count(distinct key) from translations) as words, max(t.changed_at) as changed_at
  from translations t
 group by t.language
 order by t.language;
