import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const returns = `
-- A payout that the bank sent back (退汇): whole, and once. Its entry is taken back in the book PAYOUT; the row of the payout
-- stays as it was noted.
create table payout_return (
  payout_id text collate "C" primary key references payout (id),
  id text collate "C" not null unique, -- of the change that two persons made
  acquirer_id text collate "C" not null, merchant_id text collate "C" not null references node (id),
  path ltree not null,
  reference text not null,
  reason text not null,
  at timestamptz not null,
  -- transactions are told a page at a time that they are not paid: where that goes on; null: all were told
  told_at timestamptz, told_id text collate "C",
  told int not null default 0, ended_at timestamptz
);
create index payout_return_open on payout_return (at, payout_id) where ended_at is null;
create index payout_return_merchant on payout_return (merchant_id);

alter table change_request drop constraint change_request_kind_check;
alter table change_request add constraint change_request_kind_check
  check (kind in ('NODE_POLICY', 'PERSON_ROLE', 'PERSON_FACTOR_RESET', 'IDENTITY_PROVIDER', 'TARIFF', 'PAYOUT', 'PAYOUT_RETURN', 'WRITE_OFF', 'RULE_MODE'));
`

const rules: TableRules = { table: 'payout_return', where: inScope, app: 'select, insert', worker: 'select, update' }

/** Payouts that came back. */
export const sql = [returns, policiesOf(rules)].join('\n')
