/** For whom a human stands in, with whichever account: the absent one's account and human. Answers ids and nothing else. */
export const sql = `
create function duties_of(standing_in text, at timestamptz) returns table (absent_id text, absent_human text)
language sql stable security definer set search_path = public, pg_temp as $$
  select deputy.absent_id, absent.human_id
  from person account
  join deputy on deputy.deputy_id = account.id and deputy.ended_at is null and deputy.until > at
  join person absent on absent.id = deputy.absent_id
  where account.human_id = standing_in
$$;

revoke execute on function duties_of from public;
grant execute on function duties_of to budeng_app;
`
