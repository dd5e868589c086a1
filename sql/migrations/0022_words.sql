-- A search looks for words near those that were asked, the nearest fifty, and for words of titles around them, the shortest
-- hundred. Where there are more, only those count that the reader may know: else a word of somebody's private record would
-- take the place of one of his own, and by that he would learn that it is there.

-- Does the word stand in a title (or anywhere) of something of this noun that `reader` may read? What is public comes first,
-- because that is quickly seen. (plpgsql keeps the plans: to plan anew for each word would take twenty times as long.)
create function may_know(word text, reader bigint, noun text, in_title boolean) returns boolean language plpgsql stable
set plan_cache_mode = force_generic_plan as $$
declare
    asked tsquery := ('''' || word || '''')::tsquery;
begin
    if noun = 'record' then
        if exists (select from record_texts t join records o on o.id = t.record_id and o.state = 'active' and o.visibility = 'public'
                    where t.title_words @@ asked) then
            return true;
        end if;
        if exists (select from record_texts t join records o on o.id = t.record_id and o.state = 'active'
                    cross join lateral record_actions(o.id, reader) g
                    where t.title_words @@ asked and 'read' = any (g.actions)) then
            return true;
        end if;
        return not in_title and (
            exists (select from record_texts t join records o on o.id = t.record_id and o.state = 'active'
                     cross join lateral record_actions(o.id, reader) g
                     where t.text_words @@ asked and 'read' = any (g.actions))
            or exists (select from extra_values v join records o on o.id = v.record_id and o.state = 'active'
                        cross join lateral record_actions(o.id, reader) g
                        where v.words @@ asked and 'read' = any (g.actions))
            or exists (select from extra_paths k join extra_values v on v.path_id = k.id
                         join records o on o.id = v.record_id and o.state = 'active'
                        cross join lateral record_actions(o.id, reader) g
                        where k.words @@ asked and 'read' = any (g.actions)));
    end if;
    if noun = 'collection' then
        return exists (select from collection_texts t join collections o on o.id = t.collection_id and o.state = 'active'
                        cross join lateral collection_actions(o.id, reader) g
                        where (t.title_words @@ asked or not in_title and t.text_words @@ asked) and 'read' = any (g.actions));
    end if;
    if noun = 'template' then
        return exists (select from template_texts t join templates o on o.id = t.template_id and o.state = 'active'
                        cross join lateral template_actions(o.id, reader) g
                        where (t.title_words @@ asked or not in_title and t.text_words @@ asked) and 'read' = any (g.actions));
    end if;
    if noun = 'group' then
        return exists (select from group_texts t join groups o on o.id = t.group_id and o.state = 'active'
                        cross join lateral group_actions(o.id, reader) g
                        where (t.title_words @@ asked or not in_title and t.text_words @@ asked) and 'read' = any (g.actions));
    end if;
    return false;
end $$;
