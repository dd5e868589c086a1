-- Indexes are made of these words. The server that keeps, analyses or restores them looks nothing up in `public` by itself.
alter function placed_words(text) set search_path = public, pg_temp;
