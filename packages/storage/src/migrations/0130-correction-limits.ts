import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

const around = ['path', 'also']
  .map((name) => `l.path <@ ${setting(name)}::ltree or ${setting(name)}::ltree <@ l.path`)
  .join(' or ')

const limits = `
-- Tiers and caps of corrections, by acquirer and currency; amounts in minor units by ISO 4217. Where there is no row the defaults hold.
create table correction_limit (
  acquirer_id text collate "C" not null, currency text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  path ltree not null,
  tier_one bigint not null check (tier_one >= 0), tier_two bigint not null check (tier_two >= tier_one),
  day_stake bigint not null check (day_stake >= 0), day_count int not null check (day_count >= 0),
  automatic bigint not null check (automatic between 0 and tier_one),
  changed_by text collate "C" not null, changed_at timestamptz not null, change_id text collate "C" not null,
  version int not null default 1,
  primary key (acquirer_id, currency)
);
`

const rules: TableRules = {
  table: 'correction_limit',
  where: inScope,
  app: 'select, insert, update',
  worker: 'select',
}

/** A correction below an acquirer goes by the acquirer's word, whoever writes it: the word is read from above or below. */
const reading = `
create function correction_limits_around(acquirer text) returns setof correction_limit
language sql stable security definer set search_path = public, pg_temp as $$
  select l.* from correction_limit l where l.acquirer_id = acquirer
    and (${around} or current_setting('role', true) in ('budeng_worker', 'budeng_gateway', 'budeng_owner'))
$$;
revoke execute on function correction_limits_around from public;
grant execute on function correction_limits_around to budeng_app, budeng_gateway, budeng_worker;

alter table change_request drop constraint change_request_kind_check;
alter table change_request add constraint change_request_kind_check
  check (kind in ('NODE_POLICY', 'PERSON_ROLE', 'PERSON_FACTOR_RESET', 'IDENTITY_PROVIDER', 'TARIFF', 'PAYOUT', 'PAYOUT_RETURN', 'WRITE_OFF', 'RULE_MODE',
    'CORRECTION_LIMITS'));
`

/** What an acquirer agrees on for corrections of its own: how much one person decides, and how much a day. */
export const sql = [limits, policiesOf(rules), reading].join('\n')
