import { setting } from './table-rules.ts'

/**
 * Accounts of one human, told across the borders of scope: somebody may have one where the caller does not see. Each answers
 * ids and nothing else. Whoever is a human's first account gives the human its id, so an old human id is an account, too.
 */
export const sql = `
-- The humans behind accounts as known now.
create function humans_of(accounts text[]) returns table (account_id text, human text)
language sql stable security definer set search_path = public, pg_temp as $$
  select id, human_id from person where id = any(accounts)
$$;

-- Both accounts, which the caller must see, and all that are one human's with either, are one human's from now on.
create function join_humans(account text, other text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  human_before text;
  human_after text;
begin
  -- two joins that meet would leave two groups
  perform pg_advisory_xact_lock(hashtextextended('join_humans', 0));
  select human_id into human_before from person where id = account and kind = 'HUMAN' and path <@ ${setting('path')}::ltree;
  select human_id into human_after from person where id = other and kind = 'HUMAN' and path <@ ${setting('path')}::ltree;
  if human_before is null or human_after is null or human_before = human_after then return false; end if;
  update person set human_id = human_after where human_id = human_before;
  update break_glass set used_human = human_after where used_human = human_before and state = 'TO_REVIEW';
  return true;
end $$;

revoke execute on function humans_of, join_humans from public;
grant execute on function humans_of, join_humans to budeng_app;
`
