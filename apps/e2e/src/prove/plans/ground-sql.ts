export const TERMINALS = 10_000
const MERCHANTS = 2_000
const STORES = 4_000
const BATCH_SIZE = 50
/** Everything is spread over so many days before this moment. */
const DAYS = 120
const FIRST = `timestamptz '2026-07-01Z'`
export const LAST_DAY = '2026-10-28'
/** Days whose balances are not sealed yet. */
const OPEN_DAYS = 2
/** Every so manieth record stands in a file of the acquirer and in the host's own account. */
const FILE_SHARE = 10

/** Where terminal t stands: five agents, the fifth below the first, and merchants without one. */
const PLACE = `
  'org_a' as acquirer_id, case when m % 6 < 5 then 'org_g' || m % 6 end as agent_id, 'org_m' || m as merchant_id, 'org_s' || s as store_id,
  ('org_a' || case m % 6 when 5 then '' when 4 then '.org_g0.org_g4' else '.org_g' || m % 6 end || '.org_m' || m || '.org_s' || s)::ltree as path`
const PLACED = `select t, 'trm_' || t as terminal_id, m, s, ${PLACE} from (select t, t % ${MERCHANTS} as m, t % ${STORES} as s from generate_series(0, ${TERMINALS - 1}) t) n`

/** One acquirer, ${MERCHANTS} merchants, ${TERMINALS} terminals, and what there is one of for each of them. */
export const TREE = `
  create table place as ${PLACED};
  select record_month_make((date '2026-07-01' + n * interval '1 month')::date), ledger_month_make((date '2026-07-01' + n * interval '1 month')::date),
    file_month_make((date '2026-07-01' + n * interval '1 month')::date) from generate_series(0, 4) n;
  insert into node (id, parent_id, kind, code, name, path, created_at)
    select 'org_a', null, 'ACQUIRER', 'a', 'A', 'org_a'::ltree, now()
    union all select 'org_g' || g, case g when 4 then 'org_g0' else 'org_a' end, 'AGENT', 'g' || g, 'G', ('org_a.' || case g when 4 then 'org_g0.' else '' end || 'org_g' || g)::ltree, now() from generate_series(0, 4) g
    union all select distinct on (m) merchant_id, coalesce(agent_id, 'org_a'), 'MERCHANT', 'm' || m, 'M', subpath(path, 0, -1), now() from place
    union all select distinct on (s) store_id, merchant_id, 'STORE', 's' || s, 'S', path, now() from place;
  insert into terminal (id, acquirer_id, agent_id, merchant_id, store_id, path, acquirer_code, tid, mid, presence_since, created_at, changed_at)
    select terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, 'a', (10000000 + t)::text, 'mid' || m, now(), now(), now() from place;
  insert into journal_stream (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, epoch, root, agreement, changed_at)
    select terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, 1, sha256('root'),
      case when t % 100 = 1 then 'DIFFERENT' when t % 100 = 2 then 'UNKNOWN' else 'EQUAL' end, now() from place`

/** Accounts with a row for each day. Sums of days are made up: what a query reads does not depend on them. */
export const LEDGER = `
  insert into ledger_account (kind, owner_id, currency, acquirer_id, agent_id, merchant_id, path, created_at)
    select 'FEE_INCOME', 'org_a', 'CNY', 'org_a', null, null, 'org_a'::ltree, now()
    union all select 'AGENT_COMMISSION', id, 'CNY', 'org_a', id, null, path, now() from node where kind = 'AGENT'
    union all select distinct on (m) 'MERCHANT_PAYABLE', merchant_id, 'CNY', 'org_a', agent_id, merchant_id, subpath(path, 0, -1), now() from place
    union all select 'TERMINAL_CLEARING', terminal_id, 'CNY', 'org_a', agent_id, merchant_id, path, now() from place;
  insert into ledger_balance (account_id, effective_date, acquirer_id, path, debit, credit, postings, closing)
    select id, date '2026-07-01' + d, 'org_a', path, 1000, 200, 8, case when d < ${DAYS - OPEN_DAYS} then 800 * (d + 1) end
    from ledger_account, generate_series(0, ${DAYS - 1}) d;
  insert into ledger_standing select id, path, 800 * ${DAYS} from ledger_account;
  insert into ledger_total (acquirer_id, kind, currency, effective_date, path, debit, credit, postings, closing)
    select 'org_a', kind, 'CNY', date '2026-07-01' + d, 'org_a', 1000, 1000, 8, case when d < ${DAYS - OPEN_DAYS} then 0 end
    from (select distinct kind from ledger_account) k, generate_series(0, ${DAYS - 1}) d;
  insert into file_import (id, acquirer_id, path, name, format, business_date, original_sha256, original_bytes, stored_sha256, stored_bytes, state, created_by, created_at)
    select 'imp_' || lpad(d::text, 4, '0'), 'org_a', 'org_a', 'day ' || d, 'FLOW', date '2026-07-01' + d, sha256(d::text::bytea), 1, sha256(d::text::bytea), 1, 'DONE', 'usr_1', ${FIRST} + d * interval '1 day'
    from generate_series(0, ${DAYS - 1}) d`

/** The newest entries are in no balance yet; each came in a block of its own, behind all others. */
const TAIL_BLOCKS = 3
const TAIL_FROM = 20_000_000
const entryId = (count: number) =>
  `case when i < ${count - TAIL_BLOCKS} then 1024 + i else (${TAIL_FROM} + i - ${count - TAIL_BLOCKS}) * 1024 end`

const SCOPE = 'terminal_id, acquirer_id, agent_id, merchant_id, store_id, path'

/** One store has differences at either size: nobody looks at an empty list. */
const DIFFERENCES = `
  insert into open_difference (${SCOPE}, id, epoch, from_seq, to_seq, kind, amount, currency, opened_at)
    select terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, 'dif_more-' || t || '-' || n, 1, 900000 + n, 900000 + n, 'ALTERED', 100, 'CNY', ${FIRST} - n * interval '1 hour'
    from place, generate_series(1, 60) n where t = 4007`

/**
 * So many records, of all terminals in turn and in the order of time. The nth of all is one of journal, transaction, line,
 * and mostly entry with three or four postings.
 */
export const RECORDS = (count: number): readonly string[] => [
  `drop table if exists made`,
  `create unlogged table made as
    select p.*, l as i, l / ${TERMINALS} + 1 as seq, (l / ${TERMINALS}) / ${BATCH_SIZE} + 1 as batch,
      ${FIRST} + l * (interval '${DAYS} days' / ${count}) as at, 'txn_' || lpad((l * ${Math.floor(100_000_000_000 / count)})::text, 12, '0') as id,
      (100 + (l * 7919) % 50000)::bigint as amount, l % 25 <> 0 as approved, lpad((l * 31 % 10000)::text, 4, '0') as last4,
      case when l % 100 < 94 then 'PURCHASE' when l % 100 < 98 then 'REFUND' else 'PREAUTH' end as type
    from (select l, (l::bigint * 7919 % ${TERMINALS})::int as t from generate_series(0::bigint, ${count - 1}) l) n join place p using (t) order by l`,
  `insert into journal_record (terminal_id, epoch, seq, state, type, batch_no, stan, msg_class, leaf, proven, payload_hash, body, device_id, path, occurred_at, received_at)
    select terminal_id, 1, seq, 'TAKEN', type, lpad(batch::text, 6, '0'), lpad(seq::text, 6, '0'), 'FIN', sha256(i::text::bytea), true, sha256(i::text::bytea),
      '{"type":"' || type || '","batch":"' || lpad(batch::text, 6, '0') || '","amount":"' || amount || '"}', 'dev_' || t, path, at, at from made`,
  `insert into transaction (${SCOPE}, id, epoch, batch_no, stan, msg_class, seq, type, auth_state, reversal_state, follow_up_state, settlement_state, sync_state,
      amount, net_amount, currency, exponent, tid, rrn, pan_masked, occurred_at, recorded_at, effective_date, seqs, facts, changed_at)
    select ${SCOPE}, id, 1, lpad(batch::text, 6, '0'), lpad(seq::text, 6, '0'), 'FIN', seq, type, case when i % 20000 = 19999 then 'UNKNOWN' when approved then 'APPROVED' else 'DECLINED' end,
      'NONE', 'NONE', 'IN_CLOSED_BATCH', 'BOTH_EQUAL', amount, amount, 'CNY', 2, (10000000 + t)::text, 'R' || lpad(i::text, 9, '0'), '62220' || i % 10 || '******' || last4, at, at, at::date, array[seq], '{}', at from made`,
  `insert into record_line (${SCOPE}, at, id, batch_no, stan, rrn, first6, last4, type, auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, late, recorded_at)
    select ${SCOPE}, at, id, lpad(batch::text, 6, '0'), lpad(seq::text, 6, '0'), 'R' || lpad(i::text, 9, '0'), '62220' || i % 10, last4, type,
      case when i % 20000 = 19999 then 'UNKNOWN' when approved then 'APPROVED' else 'DECLINED' end, 'NONE', 'NONE', 'IN_CLOSED_BATCH', amount, 'CNY', 2, false, at from made`,
  `insert into batch (${SCOPE}, id, epoch, batch_no, state, opened_at, open_seq, closing_at, through_seq, root_terminal, root_host, closed_at, record_count, settled_at, archived_at)
    select ${SCOPE}, 'bat_' || lpad((extract(epoch from min(at)) * 1000)::bigint::text, 13, '0') || '-' || t, 1, lpad(batch::text, 6, '0'), 'CLOSED', min(at), min(seq), max(at), max(seq),
      sha256('root'), sha256('root'), max(at), count(*), max(at), max(at) from made group by t, batch, ${SCOPE} order by min(at)`,
  `insert into batch_total (batch_id, path, currency, exponent, card_scope, side, count, amount, said_count, said_amount)
    select b.id, b.path, 'CNY', 2, 'DOMESTIC', side, 25, 100000, 25, 100000 from batch b, unnest(array['DEBIT', 'CREDIT']) side`,
  `insert into consistency_proof (${SCOPE}, id, epoch, batch_id, kind, from_seq, through_seq, root_terminal, root_host, totals_equal, equal, proven_at)
    select ${SCOPE}, 'prf_' || substr(id, 5), 1, id, 'BATCH', open_seq, through_seq, root_host, root_host, true, true, closed_at from batch`,
  `insert into open_difference (${SCOPE}, id, epoch, from_seq, to_seq, kind, amount, currency, opened_at, closed_at)
    select ${SCOPE}, 'dif_' || substr(id, 5), 1, seq, seq, 'ALTERED', amount, 'CNY', at, case when i % 9 <> 0 then at end from made where i % 97 = 0`,
  DIFFERENCES,
  `insert into difference_count (node_id, share, currency, exponent, path, count, amount)
    select n.id, 0, d.currency, -1, n.path, count(*), sum(d.amount) from open_difference d cross join lateral unnest(array[acquirer_id, agent_id, merchant_id, store_id]) at (id)
    join node n on n.id = at.id where d.closed_at is null group by n.id, n.path, d.currency`,
  `insert into ledger_entry (id, transaction_id, version, kind, terminal_id, acquirer_id, path, effective_date, original_date, occurred_at, recorded_at, gross_minor, fee_minor, commission_minor)
    select ${entryId(count)}, id, 1, 'BOOKED', terminal_id, acquirer_id, path, at::date, at::date, at, at, amount, 10, case when agent_id is not null then 4 end from made where approved`,
  `insert into ledger_posting (entry_id, line, account_id, effective_date, minor, currency)
    select ${entryId(count)}, n.line, case n.line when 0 then clearing.id when 1 then payable.id when 2 then income.id else commission.id end, at::date,
      case n.line when 0 then amount when 1 then 10 - amount when 2 then case when commission.id is null then -10 else -6 end else -4 end, 'CNY'
    from made join ledger_account clearing on clearing.owner_id = made.terminal_id and clearing.kind = 'TERMINAL_CLEARING'
    join ledger_account payable on payable.owner_id = made.merchant_id and payable.kind = 'MERCHANT_PAYABLE'
    join ledger_account income on income.kind = 'FEE_INCOME'
    left join ledger_account commission on commission.owner_id = made.agent_id and commission.kind = 'AGENT_COMMISSION'
    cross join generate_series(0, 3) n (line)
    where approved and (n.line < 3 or commission.id is not null)`,
  `insert into ledger_pending (block, first_date, last_date) select n, '${LAST_DAY}'::date - 1, '${LAST_DAY}' from generate_series(${TAIL_FROM}, ${TAIL_FROM + TAIL_BLOCKS - 1}) n`,
  `insert into file_line (import_id, line, business_date, acquirer_id, path, terminal_id, tid, mid, kind, stan, rrn, amount, currency, transaction_id, state)
    select 'imp_' || lpad((at::date - date '2026-07-01')::text, 4, '0'), i + 1, at::date, 'org_a', path, terminal_id, (10000000 + t)::text, 'mid' || m, type, lpad(seq::text, 6, '0'), 'R' || i, amount, 'CNY', id,
      case when i % 500 = 0 then 'MISSING_HERE' else 'MATCHED' end from made where i % ${FILE_SHARE} = 0`,
  `insert into host_record (acquirer_id, position, path, terminal_id, tid, fact, at, batch_no, stan, amount, currency, rrn, received_at)
    select 'org_a', i + 1, path, terminal_id, (10000000 + t)::text, 'trade', at, lpad(batch::text, 6, '0'), lpad(seq::text, 6, '0'), amount, 'CNY', 'R' || lpad(i::text, 9, '0'), at from made where i % ${FILE_SHARE} = 0`,
  `drop table made`,
]
