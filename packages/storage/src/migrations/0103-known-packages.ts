/**
 * Whoever may order an update asks whether the package of a manifest is there, and need not see the packages of the
 * acquirer above: the answer is a word, to those who name all of it.
 */
export const sql = `
create function software_package_state(place ltree, of_model text, of_version text, hash text, size bigint, signed text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select case when withdrawn_at is null then 'GIVEN_OUT' else 'WITHDRAWN' end from software_package
  where path @> place and model = of_model and version = of_version and sha256 = hash and bytes = size and signature = signed
$$;
revoke execute on function software_package_state(ltree, text, text, text, bigint, text) from public;
grant execute on function software_package_state(ltree, text, text, text, bigint, text) to budeng_app;
`
