import { setting } from './table-rules.ts'

/** What counts at another terminal has an adjustment on each side, and goes on having them when it changes later. */
const adjustments = `
alter table correction_adjustment drop constraint correction_adjustment_pkey;
alter table correction_adjustment add primary key (correction_id, batch_id, terminal_id, at, currency, exponent, card_scope, side);
revoke update (open_batch_id) on correction_adjustment from budeng_gateway;
grant insert, update (amount, count, open_batch_id) on correction_adjustment to budeng_gateway;
grant update (count, amount) on correction_adjustment to budeng_worker;
`

const around = (path: string) =>
  `(${['path', 'also'].map((name) => `${path} <@ ${setting(name)}::ltree or ${setting(name)}::ltree <@ ${path}`).join(' or ')}
    or current_setting('role', true) in ('budeng_worker', 'budeng_gateway', 'budeng_owner'))`

/**
 * A correction in a store moves the books by the rule of its merchant, whoever writes it: the rule is read for what is
 * around the caller, above or below, and shown nowhere.
 */
const rules = `
create function tariffs_around(merchants text[]) returns setof tariff
language sql stable security definer set search_path = public, pg_temp as $$
  select t.* from tariff t where t.merchant_id = any(merchants) and ${around('t.path')}
$$;
create function tariff_versions_around(merchants text[]) returns setof tariff_version
language sql stable security definer set search_path = public, pg_temp as $$
  select v.* from tariff t join tariff_version v on v.tariff_id = t.id where t.merchant_id = any(merchants) and ${around('t.path')}
$$;
-- The days by which an acquirer books, for a terminal that the caller sees.
create function booking_zone(terminal text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select n.time_zone from terminal t join node n on n.id = t.acquirer_id where t.id = terminal and ${around('t.path')}
$$;
revoke execute on function tariffs_around, tariff_versions_around, booking_zone from public;
grant execute on function tariffs_around, tariff_versions_around, booking_zone to budeng_app, budeng_gateway, budeng_worker;
`

/** What is moved counts on both sides, and what a correction does follows from the rules and not from who looks. */
export const sql = [adjustments, rules].join('\n')
