-- Everything that searches: docs/decisions/0081-search.md. The side tables it reads are kept by triggers (migration 0009).

-- name: words(texts, is_tolerant, reader, noun) -> many
-- The words of each text, in their order. For the first 64 words of tolerant texts also the words that ever occurred and are
-- near (edit distance 1 up to five letters, 2 from six; a swap counts as one in short words; numbers have to be right), and
-- those of titles that contain the word. Who is near shares an unchanged part: with one edit the first or the last half,
-- with two the first, the middle or the last third; those parts are looked up. Where there are too many, those that `reader`
-- may know count (0022); where not, nobody sees what finds nothing for him.
with given as (
    select t.no, t.is_tolerant, btrim(spaced_words(t.text)) as spaced, w.word, w.place
      from unnest($1::text[], $2::boolean[]) with ordinality t (text, is_tolerant, no)
      left join lateral unnest(words_in_order(t.text)) with ordinality w (word, place) on true
), asked as materialized (
    select q.word, char_length(q.word) as length, case when char_length(q.word) >= 6 then 2 else 1 end as most
      from (select word from given where is_tolerant and word is not null group by word order by min(no), min(place) limit 64) q
), found as materialized (
    select q.word,
           array(select c.word
                   from (
                 select s.word, levenshtein_less_equal(s.word, q.word, 2) as distance, count(*) over () as total
                   from (select w.word from search_words w
                          where w.word >= left(q.word, q.length / (q.most + 1))
                            and w.word < left(q.word, q.length / (q.most + 1)) || chr(1114111)
                          union
                         select w.word from search_words w
                          where reverse(w.word) collate "C" >= left(reverse(q.word), q.length / (q.most + 1))
                            and reverse(w.word) collate "C" < left(reverse(q.word), q.length / (q.most + 1)) || chr(1114111)
                          union
                         select w.word
                           from generate_series(-1, 1) shift
                          cross join lateral (
                                select w.word from search_words w
                                 where q.most = 2 and placed_pairs(w.word, 0) @> placed_pairs(
                                       substr(q.word, q.length / 3 + 1, q.length - 2 * (q.length / 3)), q.length / 3 + shift)
                                offset 0) w
                          union
                         select w.word
                           from generate_series(1, q.length - 1) i
                           join search_words w on w.word = overlay(q.word placing reverse(substr(q.word, i, 2)) from i for 2)
                          where q.most = 1) s
                  where q.length >= 2 and q.word !~ '^[0-9]+$' and s.word <> q.word
                    and char_length(s.word) between q.length - q.most and q.length + q.most
                    and (levenshtein_less_equal(s.word, q.word, q.most) <= q.most
                         or q.most = 1 and char_length(s.word) = q.length and levenshtein_less_equal(s.word, q.word, 2) = 2
                            and exists (select from generate_series(1, q.length - 1) i
                                         where s.word = overlay(q.word placing reverse(substr(q.word, i, 2)) from i for 2)))
                  order by levenshtein_less_equal(s.word, q.word, 2), s.word collate "C") c
                  where c.total <= 50 or (select administers_research($3)) or may_know(c.word, $3, $4, false)
                  order by c.distance, c.word collate "C"
                  limit 50) as near,
           array(select c.word
                   from (select w.word, char_length(w.word) as length, count(*) over () as total
                           from search_words w
                          where w.is_title and q.length >= 3 and w.word like '%' || q.word || '%' and w.word <> q.word
                          group by w.word order by char_length(w.word), w.word collate "C") c
                  where c.total <= 100 or (select administers_research($3)) or may_know(c.word, $3, $4, true)
                  order by c.length, c.word collate "C"
                  limit 100) as fragments
      from asked q
)
select g.no, g.spaced, g.word, f.near, f.fragments
  from given g
  left join found f on f.word = g.word and g.is_tolerant
 order by g.no, g.place;

-- name: collections_within(reader, ids, with_children) -> many
-- Those of the collections that the reader may read, and if wanted what he may read of all below them. One that he may not read
-- counts for nothing, or the search would tell what is below it. What is in the trash hides what is below it.
with recursive wanted (id) as (
    select v.id from visible_collections($1) v where v.id = any ($2::bigint[])
     union
    select c.id from wanted w join collections c on c.parent_id = w.id and c.state = 'active' where $3::boolean
)
select c.id from visible_collections($1) c where c.id in (select w.id from wanted w);

-- name: records(reader, creators, types, tags, needs_all_tags, mimetypes, visibility, is_explicit, collections, sort, limit, offset) -> many
-- A page of what the reader may read, filtered and sorted. Null filters do not count; the planner sees the values, so each
-- sort goes along its own index. The ids are found first, so that rows passed over need not be fetched.
with found as (
    select page.id, row_number() over () as place
      from (select r.id
              from visible_records($1) r
             where ($2::bigint[] is null or r.creator_id = any ($2))
               and ($3::text[] is null or r.type = any ($3))
               and ($4::text[] is null or case when $5::boolean then r.tags @> $4 else r.tags && $4 end)
               and ($6::text[] is null or exists (
                      select from files f where f.record_id = r.id and f.state = 'active' and f.mimetype = any ($6)))
               and ($7::text is null or r.visibility = $7)
               and (not $8::boolean or r.visibility = 'private' or r.id in (select s.record_id from records_shared_with($1) s)
                   or exists (select from research_admins o where o.account_id = $1))
               and ($9::bigint[] is null or r.id in (select c.record_id from collection_records c where c.collection_id = any ($9)))
             order by case when $10 = 'last_modified' then r.updated_at end, case when $10 = '-last_modified' then r.updated_at end desc,
                      case when $10 = 'created_at' then r.created_at end, case when $10 = '-created_at' then r.created_at end desc,
                      case when $10 = 'title' then lower(r.title) end, case when $10 = '-title' then lower(r.title) end desc,
                      case when $10 = 'identifier' then r.identifier end, case when $10 = '-identifier' then r.identifier end desc,
                      case when left($10, 1) = '-' then r.id end desc, r.id
             limit $11 offset $12) page
)
select d.*, case when exists (select from research_admins o where o.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from found
  join described_records d on d.id = found.id
 order by found.place;

-- name: count_records(reader, creators, types, tags, needs_all_tags, mimetypes, visibility, is_explicit, collections) -> value
-- How many `records` finds on all its pages: `visible_records` in parts that exclude each other, each along its own index. What
-- the reader made counts without a look at his roles (there may be a hundred thousand of both); the others are hashed once.
select count(*)
  from (select r.* from records r
         where r.state = 'active' and exists (select from research_admins o where o.account_id = $1)
         union all
        select r.* from records r
         where r.state = 'active' and r.visibility = 'public' and not exists (select from research_admins o where o.account_id = $1)
         union all
        select r.* from records r
         where r.state = 'active' and r.visibility = 'private' and not exists (select from research_admins o where o.account_id = $1)
           and case when r.creator_id = $1 then true else r.id in (select s.record_id from records_shared_with($1) s) end) r
 where ($2::bigint[] is null or r.creator_id = any ($2))
   and ($3::text[] is null or r.type = any ($3))
   and ($4::text[] is null or case when $5::boolean then r.tags @> $4 else r.tags && $4 end)
   and ($6::text[] is null or exists (
          select from files f where f.record_id = r.id and f.state = 'active' and f.mimetype = any ($6)))
   and ($7::text is null or r.visibility = $7)
   and (not $8::boolean or r.visibility = 'private' or r.id in (select s.record_id from records_shared_with($1) s)
       or exists (select from research_admins o where o.account_id = $1))
   and ($9::bigint[] is null or r.id in (select c.record_id from collection_records c where c.collection_id = any ($9)));

-- name: count_shared_records(reader, creators, types, tags, needs_all_tags, mimetypes, visibility, is_explicit, collections) -> value
-- The same where only those count on which the reader holds a role: they are few, so counting starts from them. An admin
-- of research holds every role.
select count(*)
  from (select r.* from records r
         where r.state = 'active' and exists (select from research_admins o where o.account_id = $1)
         union all
        select r.* from records r
         where r.state = 'active' and not exists (select from research_admins o where o.account_id = $1)
           and r.id in (select s.record_id from records_shared_with($1) s)) r
 where ($2::bigint[] is null or r.creator_id = any ($2))
   and ($3::text[] is null or r.type = any ($3))
   and ($4::text[] is null or case when $5::boolean then r.tags @> $4 else r.tags && $4 end)
   and ($6::text[] is null or exists (
          select from files f where f.record_id = r.id and f.state = 'active' and f.mimetype = any ($6)))
   and ($7::text is null or r.visibility = $7)
   and (not $8::boolean or r.visibility = 'private' or r.id in (select s.record_id from records_shared_with($1) s)
       or exists (select from research_admins o where o.account_id = $1))
   and ($9::bigint[] is null or r.id in (select c.record_id from collection_records c where c.collection_id = any ($9)));

-- name: matching_records(reader, creators, types, tags, needs_all_tags, mimetypes, visibility, is_explicit, collections, has_query, title_queries, title_phrases, text_queries, text_phrases, titles_near, texts_near, has_extras, alternatives, kinds, paths, path_queries, texts, words, lows, highs, units, truths, sinces, untils, sort, limit, offset) -> many
-- As `records` with a query and conditions on metadata: its rows and, in each of them, how many there are on all pages (one
-- row with nothing but that, if the page is past the end). Whole words first, by place and rarity, then near ones.
with units as materialized (
    select u.* from unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
        with ordinality u (title_query, title_phrase, text_query, text_phrase, title_near, text_near, no)
     where $10::boolean
), conditions as materialized (
    -- Each condition with the paths that its key means; without a key, all.
    select c.*, count(*) over (partition by c.alternative) as size, c.path is null and c.path_query is null as is_anywhere,
           case when c.path is null and c.path_query is null then array(select distinct k.id from extra_paths k)
                when c.path is not null then array[text_key(left(c.path, 1000))]
                else array(select distinct k.id from extra_paths k where k.words @@ c.path_query::tsquery) end as paths
      from unnest($18::integer[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::double precision[],
                  $25::double precision[], $26::text[], $27::boolean[], $28::timestamptz[], $29::timestamptz[]) with ordinality
           c (alternative, kind, path, path_query, text, text_query, low, high, unit, truth, since, until, no)
), met as materialized (
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
      join extra_values v on v.path_id = any (c.paths) and v.number between c.low and c.high
     where c.kind = 'number' and c.unit is null
     union all
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
      join extra_values v on v.path_id = any (c.paths) and v.number between c.low and c.high and v.unit = c.unit
     where c.kind = 'number' and c.unit is not null
     union all
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
      join extra_values v on v.path_id = any (c.paths) and v.instant between c.since and c.until
     where c.kind = 'date'
     union all
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
      join extra_values v on v.path_id = any (c.paths) and v.truth = c.truth and v.truth is not null
     where c.kind = 'bool'
     union all
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
      join extra_values v on v.text_id = text_key(c.text) and (c.is_anywhere or v.path_id = any (c.paths))
     where c.kind = 'text'
     union all
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
     cross join lateral (select x.record_id, x.path_id from extra_values x where x.words @@ c.text_query::tsquery offset 0) v
     where c.kind = 'words' and (c.is_anywhere or v.path_id = any (c.paths))
     union all
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
      join extra_values v on v.path_id = any (c.paths) and v.type = any (case c.text when 'number' then '{int,float}' else array[c.text] end)
     where c.kind = 'type'
     union all
    select c.alternative, c.no, c.size, v.record_id
      from conditions c
      join extra_values v on v.path_id = any (c.paths)
     where c.kind = 'key'
), matching as materialized (
    -- Records that meet every condition of an alternative.
    select m.record_id as id from met m where m.size = 1
     union
    select m.record_id
      from (select distinct a.alternative, a.size, a.no, a.record_id from met a where a.size > 1) m
     group by m.alternative, m.size, m.record_id
    having count(*) = m.size
), hits as materialized (
    select t.record_id as id, u.no::integer, 3 as exact, 0 as near
      from units u
      join record_texts t on t.title_words @@ u.title_query::tsquery
     where u.title_phrase is null or exists (
               select from records o
                where o.id = t.record_id and (strpos(' ' || spaced_words(o.identifier) || ' ', u.title_phrase) > 0
                                      or strpos(' ' || spaced_words(o.title) || ' ', u.title_phrase) > 0))
     union all
    select t.record_id, u.no::integer, 1, 0
      from units u
      join record_texts t on t.text_words @@ u.text_query::tsquery
     where u.text_phrase is null or exists (
               select from record_wordings o where o.record_id = t.record_id and strpos(o.wording, u.text_phrase) > 0)
     union all
    select t.record_id, u.no::integer, 0, 3 from units u join record_texts t on t.title_words @@ u.title_near::tsquery
     union all
    select t.record_id, u.no::integer, 0, 1 from units u join record_texts t on t.text_words @@ u.text_near::tsquery
     union all
    select m.id, 0, 0, 0 from matching m where not $10
), readable as materialized (
    select h.no, h.exact, h.near, r.*
      from (select r.id, r.updated_at, case when $30 in ('created_at', '-created_at') then r.created_at end as created_at,
           case when $30 in ('title', '-title') then lower(r.title) end as lower_title,
           case when $30 in ('identifier', '-identifier') then r.identifier end as identifier
              from visible_records($1) r
             where r.id = any (array(select h.id from hits h where not $17::boolean or not $10 or h.id in (select m.id from matching m)))
               and ($2::bigint[] is null or r.creator_id = any ($2))
               and ($3::text[] is null or r.type = any ($3))
               and ($4::text[] is null or case when $5::boolean then r.tags @> $4 else r.tags && $4 end)
               and ($6::text[] is null or exists (
                      select from files f where f.record_id = r.id and f.state = 'active' and f.mimetype = any ($6)))
               and ($7::text is null or r.visibility = $7)
               and (not $8::boolean or r.visibility = 'private' or r.id in (select s.record_id from records_shared_with($1) s)
                   or exists (select from research_admins o where o.account_id = $1))
               and ($9::bigint[] is null or r.id in (select c.record_id from collection_records c where c.collection_id = any ($9)))) r
      join hits h on h.id = r.id
), weights as materialized (
    -- A word that few of the readable hits have says more. Whole numbers, so that equal ones stay equal.
    select array_agg(w.weight order by u.no) as of_unit
      from units u
      left join (select h.no, (1000 * ln(1 + sum(count(*)) over () / count(*)))::integer as weight from readable h group by h.no) w
        on w.no = u.no
), scored as materialized (
    select h.id, sum(h.exact * w.of_unit[h.no]) as exact, sum(h.near * w.of_unit[h.no]) as near, min(h.updated_at) as updated_at,
           min(h.created_at) as created_at, min(h.lower_title) as lower_title, min(h.identifier) as identifier
      from readable h
     cross join weights w
     group by h.id
), page as (
    select s.id, row_number() over () as place
      from (select s.id from scored s
             order by case when $30 = '_score' then s.exact end desc, case when $30 = '_score' then s.near end desc,
                      case when $30 = 'last_modified' then s.updated_at end, case when $30 in ('-last_modified', '_score') then s.updated_at end desc,
                      case when $30 = 'created_at' then s.created_at end, case when $30 = '-created_at' then s.created_at end desc,
                      case when $30 = 'title' then s.lower_title end, case when $30 = '-title' then s.lower_title end desc,
                      case when $30 = 'identifier' then s.identifier end, case when $30 = '-identifier' then s.identifier end desc,
                      case when left($30, 1) in ('-', '_') then s.id end desc, s.id
             limit $31 offset $32) s
)
select total.total, d.*, case when exists (select from research_admins o where o.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from (select count(*) as total from scored) total
  left join page on true
  left join described_records d on d.id = page.id
 order by page.place;

-- name: collections(reader, creators, visibility, is_explicit, tags, needs_all_tags, has_query, title_queries, title_phrases, text_queries, text_phrases, titles_near, texts_near, sort, limit, offset) -> many
-- As `matching_records`; without a query all that the reader may read.
with units as materialized (
    select u.* from unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
        with ordinality u (title_query, title_phrase, text_query, text_phrase, title_near, text_near, no)
     where $7::boolean
), hits as materialized (
    select t.collection_id as id, u.no::integer, 3 as exact, 0 as near
      from units u
      join collection_texts t on t.title_words @@ u.title_query::tsquery
     where u.title_phrase is null or exists (
               select from collections o
                where o.id = t.collection_id and (strpos(' ' || spaced_words(o.identifier) || ' ', u.title_phrase) > 0
                                      or strpos(' ' || spaced_words(o.title) || ' ', u.title_phrase) > 0))
     union all
    select t.collection_id, u.no::integer, 1, 0
      from units u
      join collection_texts t on t.text_words @@ u.text_query::tsquery
     where u.text_phrase is null or exists (
               select from collections o where o.id = t.collection_id and strpos(' ' || spaced_words(o.plain_description) || ' ', u.text_phrase) > 0)
     union all
    select t.collection_id, u.no::integer, 0, 3 from units u join collection_texts t on t.title_words @@ u.title_near::tsquery
     union all
    select t.collection_id, u.no::integer, 0, 1 from units u join collection_texts t on t.text_words @@ u.text_near::tsquery
     union all
    select o.id, 0, 0, 0 from visible_collections($1) o where not $7
), readable as materialized (
    select h.no, h.exact, h.near, o.id, o.updated_at, o.created_at, lower(o.title) as lower_title, o.identifier
      from hits h
      join visible_collections($1) o on o.id = h.id
     where ($2::bigint[] is null or o.creator_id = any ($2))
       and ($3::text is null or o.visibility = $3)
       and (not $4::boolean or o.visibility = 'private' or o.id in (select s.collection_id from collections_shared_with($1) s)
            or exists (select from research_admins a where a.account_id = $1))
       and ($5::text[] is null or case when $6::boolean then o.tags @> $5 else o.tags && $5 end)
), weights as materialized (
    -- A word that few of the readable hits have says more. Whole numbers, so that equal ones stay equal.
    select array_agg(w.weight order by u.no) as of_unit
      from units u
      left join (select h.no, (1000 * ln(1 + sum(count(*)) over () / count(*)))::integer as weight from readable h group by h.no) w
        on w.no = u.no
), scored as materialized (
    select h.id, sum(h.exact * w.of_unit[h.no]) as exact, sum(h.near * w.of_unit[h.no]) as near, min(h.updated_at) as updated_at,
           min(h.created_at) as created_at, min(h.lower_title) as lower_title, min(h.identifier) as identifier
      from readable h
     cross join weights w
     group by h.id
), page as (
    select s.id, row_number() over () as place
      from (select s.id from scored s
             order by case when $14 = '_score' then s.exact end desc, case when $14 = '_score' then s.near end desc,
                      case when $14 = 'last_modified' then s.updated_at end, case when $14 in ('-last_modified', '_score') then s.updated_at end desc,
                      case when $14 = 'created_at' then s.created_at end, case when $14 = '-created_at' then s.created_at end desc,
                      case when $14 = 'title' then s.lower_title end, case when $14 = '-title' then s.lower_title end desc,
                      case when $14 = 'identifier' then s.identifier end, case when $14 = '-identifier' then s.identifier end desc,
                      case when left($14, 1) in ('-', '_') then s.id end desc, s.id
             limit $15 offset $16) s
)
select total.total, d.*, case when exists (select from research_admins o where o.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role,
       (select v.id from visible_collections($1) v where v.id = d.parent_id) as readable_parent_id
  from (select count(*) as total from scored) total
  left join page on true
  left join described_collections d on d.id = page.id
 order by page.place;

-- name: templates(reader, creators, visibility, is_explicit, type, has_query, title_queries, title_phrases, text_queries, text_phrases, titles_near, texts_near, sort, limit, offset) -> many
-- As `matching_records`; without a query all that the reader may read.
with units as materialized (
    select u.* from unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
        with ordinality u (title_query, title_phrase, text_query, text_phrase, title_near, text_near, no)
     where $6::boolean
), hits as materialized (
    select t.template_id as id, u.no::integer, 3 as exact, 0 as near
      from units u
      join template_texts t on t.title_words @@ u.title_query::tsquery
     where u.title_phrase is null or exists (
               select from templates o
                where o.id = t.template_id and (strpos(' ' || spaced_words(o.identifier) || ' ', u.title_phrase) > 0
                                      or strpos(' ' || spaced_words(o.title) || ' ', u.title_phrase) > 0))
     union all
    select t.template_id, u.no::integer, 1, 0
      from units u
      join template_texts t on t.text_words @@ u.text_query::tsquery
     where u.text_phrase is null or exists (
               select from templates o where o.id = t.template_id and strpos(' ' || spaced_words(o.plain_description) || ' ', u.text_phrase) > 0)
     union all
    select t.template_id, u.no::integer, 0, 3 from units u join template_texts t on t.title_words @@ u.title_near::tsquery
     union all
    select t.template_id, u.no::integer, 0, 1 from units u join template_texts t on t.text_words @@ u.text_near::tsquery
     union all
    select o.id, 0, 0, 0 from visible_templates($1) o where not $6
), readable as materialized (
    select h.no, h.exact, h.near, o.id, o.updated_at, o.created_at, lower(o.title) as lower_title, o.identifier
      from hits h
      join visible_templates($1) o on o.id = h.id
     where ($2::bigint[] is null or o.creator_id = any ($2))
       and ($3::text is null or o.visibility = $3)
       and (not $4::boolean or o.visibility = 'private' or o.id in (select s.template_id from templates_shared_with($1) s)
            or exists (select from research_admins a where a.account_id = $1))
       and ($5::text is null or o.type = $5)
), weights as materialized (
    -- A word that few of the readable hits have says more. Whole numbers, so that equal ones stay equal.
    select array_agg(w.weight order by u.no) as of_unit
      from units u
      left join (select h.no, (1000 * ln(1 + sum(count(*)) over () / count(*)))::integer as weight from readable h group by h.no) w
        on w.no = u.no
), scored as materialized (
    select h.id, sum(h.exact * w.of_unit[h.no]) as exact, sum(h.near * w.of_unit[h.no]) as near, min(h.updated_at) as updated_at,
           min(h.created_at) as created_at, min(h.lower_title) as lower_title, min(h.identifier) as identifier
      from readable h
     cross join weights w
     group by h.id
), page as (
    select s.id, row_number() over () as place
      from (select s.id from scored s
             order by case when $13 = '_score' then s.exact end desc, case when $13 = '_score' then s.near end desc,
                      case when $13 = 'last_modified' then s.updated_at end, case when $13 in ('-last_modified', '_score') then s.updated_at end desc,
                      case when $13 = 'created_at' then s.created_at end, case when $13 = '-created_at' then s.created_at end desc,
                      case when $13 = 'title' then s.lower_title end, case when $13 = '-title' then s.lower_title end desc,
                      case when $13 = 'identifier' then s.identifier end, case when $13 = '-identifier' then s.identifier end desc,
                      case when left($13, 1) in ('-', '_') then s.id end desc, s.id
             limit $14 offset $15) s
)
select total.total, d.*, case when exists (select from research_admins o where o.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from (select count(*) as total from scored) total
  left join page on true
  left join described_templates d on d.id = page.id
 order by page.place;

-- name: groups(reader, creators, visibility, is_member, has_query, title_queries, title_phrases, text_queries, text_phrases, titles_near, texts_near, sort, limit, offset) -> many
-- As `matching_records`; without a query all that the reader may read.
with units as materialized (
    select u.* from unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
        with ordinality u (title_query, title_phrase, text_query, text_phrase, title_near, text_near, no)
     where $5::boolean
), hits as materialized (
    select t.group_id as id, u.no::integer, 3 as exact, 0 as near
      from units u
      join group_texts t on t.title_words @@ u.title_query::tsquery
     where u.title_phrase is null or exists (
               select from groups o
                where o.id = t.group_id and (strpos(' ' || spaced_words(o.identifier) || ' ', u.title_phrase) > 0
                                      or strpos(' ' || spaced_words(o.title) || ' ', u.title_phrase) > 0))
     union all
    select t.group_id, u.no::integer, 1, 0
      from units u
      join group_texts t on t.text_words @@ u.text_query::tsquery
     where u.text_phrase is null or exists (
               select from groups o where o.id = t.group_id and strpos(' ' || spaced_words(o.plain_description) || ' ', u.text_phrase) > 0)
     union all
    select t.group_id, u.no::integer, 0, 3 from units u join group_texts t on t.title_words @@ u.title_near::tsquery
     union all
    select t.group_id, u.no::integer, 0, 1 from units u join group_texts t on t.text_words @@ u.text_near::tsquery
     union all
    select o.id, 0, 0, 0 from visible_groups($1) o where not $5
), readable as materialized (
    select h.no, h.exact, h.near, o.id, o.updated_at, o.created_at, lower(o.title) as lower_title, o.identifier
      from hits h
      join visible_groups($1) o on o.id = h.id
     where ($2::bigint[] is null or o.creator_id = any ($2))
       and ($3::text is null or o.visibility = $3)
       and (not $4::boolean or o.id in (select m.group_id from memberships m where m.account_id = $1))
), weights as materialized (
    -- A word that few of the readable hits have says more. Whole numbers, so that equal ones stay equal.
    select array_agg(w.weight order by u.no) as of_unit
      from units u
      left join (select h.no, (1000 * ln(1 + sum(count(*)) over () / count(*)))::integer as weight from readable h group by h.no) w
        on w.no = u.no
), scored as materialized (
    select h.id, sum(h.exact * w.of_unit[h.no]) as exact, sum(h.near * w.of_unit[h.no]) as near, min(h.updated_at) as updated_at,
           min(h.created_at) as created_at, min(h.lower_title) as lower_title, min(h.identifier) as identifier
      from readable h
     cross join weights w
     group by h.id
), page as (
    select s.id, row_number() over () as place
      from (select s.id from scored s
             order by case when $12 = '_score' then s.exact end desc, case when $12 = '_score' then s.near end desc,
                      case when $12 = 'last_modified' then s.updated_at end, case when $12 in ('-last_modified', '_score') then s.updated_at end desc,
                      case when $12 = 'created_at' then s.created_at end, case when $12 = '-created_at' then s.created_at end desc,
                      case when $12 = 'title' then s.lower_title end, case when $12 = '-title' then s.lower_title end desc,
                      case when $12 = 'identifier' then s.identifier end, case when $12 = '-identifier' then s.identifier end desc,
                      case when left($12, 1) in ('-', '_') then s.id end desc, s.id
             limit $13 offset $14) s
)
select total.total, d.*, case when exists (select from research_admins o where o.account_id = $1)
            then (select p.system_role from researchers p where p.id = d.creator_id) end as creator_system_role
  from (select count(*) as total from scored) total
  left join page on true
  left join described_groups d on d.id = page.id
 order by page.place;

-- name: learning(text, limit) -> many
-- Open subjects and topics whose names have all the words, each the beginning of one; the shortest names first. Of a text that
-- half of all names have, not every name is looked at.
with asked as materialized (
    select string_agg('''' || w.word || ''':*', ' & ')::tsquery as query from unnest(words_in_order($1)) w (word)
), found_subjects as (
    select s.id from subjects s where s.deleted_at is null and placed_words(s.name) @@ (select a.query from asked a) limit 500
), found_topics as (
    select t.id from topics t where t.deleted_at is null and placed_words(t.name) @@ (select a.query from asked a) limit 500
)
(select 'subject' as noun, p.id, p.name, p.image_url, p.education_level_id as level_id, p.level_name, p.grade_id, p.grade_name,
        null::uuid as subject_id, null as subject_name
   from found_subjects f
   join placed_subjects p on p.id = f.id
  where p.is_open
  order by char_length(p.name), p.name, p.id
  limit $2)
union all
(select 'topic', p.id, p.name, null, p.education_level_id, p.level_name, p.grade_id, p.grade_name, p.subject_id, p.subject_name
   from found_topics f
   join placed_topics p on p.id = f.id
  where p.is_open
  order by char_length(p.name), p.name, p.id
  limit $2);
