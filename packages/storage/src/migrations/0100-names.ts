import { inScope, setting } from './table-rules.ts'

/**
 * Organisations are found by any part of their name without reading the others: an index has each character and each pair
 * of neighbours of a name and of a code, once for each acquirer and agent at or above. Trigrams would not find 茶馆.
 *
 * Row-level security lets no operator near an index that might tell of rows behind the wall, and comparing arrays is one.
 * So the search is a function of the owner, which carries the wall of `node` itself and answers ids and nothing else.
 *
 * Keys are made by loops: the same as queries took fifteen times as long, for every organisation that is written.
 */
export const sql = `
create function folded(value text) returns text language sql immutable parallel safe
  return btrim(lower(normalize(value, nfkc)));

create function grams(value text) returns text[] language plpgsql immutable parallel safe as $$
declare
  known text[] := '{}';
  before text;
  sign text;
begin
  foreach sign in array string_to_array(value, null) loop
    known := known || sign;
    if before is not null then known := known || (before || sign); end if;
    before := sign;
  end loop;
  return known;
end $$;

-- the acquirer and the agents at or above: a merchant and its stores are few, and are found without an index
create function name_keys(kind text, path ltree, bound_for ltree, name text, code text) returns text[]
language plpgsql immutable parallel safe set search_path = public, pg_temp as $$
declare
  below integer := case kind when 'STORE' then 2 when 'MERCHANT' then 1 else 0 end;
  signs text[] := grams(folded(name)) || grams(folded(code));
  place ltree;
  scope text;
  keys text[] := '{}';
begin
  foreach place in array array[path, bound_for] loop
    continue when place is null or nlevel(place) <= below;
    foreach scope in array string_to_array(ltree2text(subpath(place, 0, nlevel(place) - below)), '.') loop
      keys := keys || string_to_array(scope || ' ' || array_to_string(signs, chr(1) || scope || ' '), chr(1));
    end loop;
  end loop;
  return keys;
end $$;

create function search_keys(scope text, search text) returns text[] language plpgsql immutable parallel safe
set search_path = public, pg_temp as $$
begin
  return array(select scope || ' ' || gram from unnest(grams(search)) as gram
    where char_length(gram) = least(char_length(search), 2));
end $$;

-- what was written last is read along with every search until it is sorted in
create index node_names on node using gin (name_keys(kind, path, bound_for, name, code)) with (gin_pending_list_limit = 256);
create index node_name on node (name, id);

create function nodes_named(scope text, search text, most integer) returns table (id text, by_name boolean)
language sql stable security definer rows 20 set search_path = public, pg_temp set enable_seqscan = off as $$
  select node.id, position(folded(search) in folded(node.name)) > 0
  from node
  where name_keys(kind, path, bound_for, name, code) @> search_keys(scope, folded(search))
    and (position(folded(search) in folded(name)) > 0 or starts_with(folded(code), folded(search)))
    and (${inScope} or bound_for <@ ${setting('path')}::ltree or current_setting('role') = 'budeng_worker')
  limit most
$$;
revoke execute on function nodes_named from public;
grant execute on function nodes_named to budeng_app, budeng_worker;
`
