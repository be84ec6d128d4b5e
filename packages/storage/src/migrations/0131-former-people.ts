/**
 * Of people whose account ended long ago stays who did what, and no longer who they were: what names them is replaced, what
 * let them in is removed, and every event, decision and request goes on pointing at the same account and the same human.
 */
export const sql = `
alter table person add column erased_at timestamptz;
create index person_ended on person (disabled_at, id) where erased_at is null and disabled_at is not null and kind = 'HUMAN';

create function people_erase(ended_before timestamptz, at timestamptz, most int) returns table (id text, path ltree)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone text[];
  addresses text[];
begin
  if ended_before > clock_timestamp() - interval '1 year' then
    raise exception 'people are kept for a year after their end at least';
  end if;
  select array_agg(found.id), array_agg(found.email) into gone, addresses from (
    select p.id, p.email from person p
    where p.kind = 'HUMAN' and p.erased_at is null and p.disabled_at < ended_before
    order by p.disabled_at, p.id limit most for no key update skip locked
  ) found;
  if gone is null then return; end if;
  delete from totp_factor f where f.person_id = any(gone);
  delete from passkey f where f.person_id = any(gone);
  delete from recovery_code f where f.person_id = any(gone);
  delete from person_identity f where f.person_id = any(gone);
  delete from proof_challenge f where f.person_id = any(gone);
  delete from session f where f.person_id = any(gone);
  delete from saved_view f where f.person_id = any(gone) and not f.shared;
  delete from login_failure f where f.email = any(addresses);
  update invitation i set email = i.person_id || '@erased.invalid' where i.person_id = any(gone);
  return query update person p
    set name = 'former-' || right(p.id, 6), email = p.id || '@erased.invalid', password_hash = '', time_zone = 'UTC',
      erased_at = at, version = p.version + 1
    where p.id = any(gone) returning p.id, p.path;
end $$;
revoke execute on function people_erase from public;
grant execute on function people_erase to budeng_worker;
`
