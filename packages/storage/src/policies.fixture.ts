import type { Branch } from './fleet.fixture.ts'
import { personTable, sessionTable, type Unit, unnestInsert } from './index.ts'

/** A hash that is none of anything. */
export const HASH = 'ab'.repeat(32)

/** A row of each branch in every table that has none yet. */
export async function fill(unit: Unit, { agent }: Branch, terminal: string, name: string): Promise<void> {
  const at = unit.clock.now()
  const person = {
    id: `usr_${name}`,
    email: `${name}@example.com`,
    name,
    nodeId: agent.id,
    path: agent.path,
    role: 'AGENT',
    passwordHash: 'secret',
    createdAt: at,
  }
  await unnestInsert(unit, personTable, [person], {
    properties: ['id', 'email', 'name', 'nodeId', 'path', 'role', 'passwordHash', 'createdAt'],
  })
  const session = {
    id: `ses_${name}`,
    secretHash: Buffer.from(name === 'mine' ? HASH : 'cd'.repeat(32), 'hex'),
    personId: person.id,
    createdAt: at,
    seenAt: at,
    expiresAt: at,
    deputyId: null,
    watchId: null,
    revokedAt: null,
    address: '',
    agent: '',
  }
  await unnestInsert(unit, sessionTable, [session])
  const statements = [
    `insert into login_failure (email, address, at) values ('${name}@example.com', '10.0.0.${name.length}', now())`,
    `insert into invitation select 'inv_${name}', node_id, path, email, role, sha256(convert_to(id, 'utf8')), id, now(), now() from person where id = 'usr_${name}'`,
    `insert into totp_factor values ('otp_${name}', 'usr_${name}', 'x', 0, now(), now())`,
    `insert into passkey values ('psk_${name}', 'usr_${name}', 'c-${name}', 'x', 0, '{}', '', false, now())`,
    `insert into recovery_code values ('usr_${name}', 'x', now())`,
    `insert into proof_challenge values ('chl_${name}', 'ENROL', 'usr_${name}', 's', null, '{}', 'c', now(), now())`,
    `insert into identity_provider (node_id, path, issuer, client_id, domains, enabled, changed_at, name, secret_id, authoritative, roles, ask_factor)
       select node_id, path, 'i', 'c', '{}', true, now(), 'n', 'scr_${name}', false, '{}', false from person where id = 'usr_${name}'`,
    `insert into provider_secret select 'scr_${name}', node_id, path, 'x', now() from person where id = 'usr_${name}'`,
    `insert into person_identity select 'idn_${name}', id, node_id, 'i', 's-${name}', null, now() from person where id = 'usr_${name}'`,
    `insert into provider_login values (sha256('${name}'), 'n', 'n', 'x', '/', now(), now(), 'LOGIN', 'x', 'i')`,
    `insert into device_link_secret select id, 1, 'x' from device where terminal_id = $1`,
    `insert into device_presence_secret select id, 'x' from device where terminal_id = $1`,
    `insert into enrolment select sha256(convert_to(id, 'utf8')), 'x', id, path, 'serial-${name}', now(), null, null, null, null, null, now() from terminal where id = $1`,
    `insert into heartbeat select terminal_id, device_id, 1, 1, now(), 'SIGNED_ON', null, null, 1, false, false, false, '{}' from connection where terminal_id = $1`,
    `insert into uplink select device_id, 'report', 1, 'x', 'k', '{}', now() from connection where terminal_id = $1`,
    `insert into uplink_state select device_id, 'report', 1 from connection where terminal_id = $1`,
    `insert into quarantine (at, terminal_id, topic, reason, bytes, size) values (now(), $1, 't', 'r', 'x', 1)`,
    `insert into sign_on_nonce select device_id, 'n', 1, now() from connection where terminal_id = $1`,
    `insert into dispatch (kind, command_id, attempt, seq, terminal_id, device_id, bytes, created_at) select 'command', id, 1, 1, terminal_id, 'd', 'x', now() from command where terminal_id = $1`,
    `insert into terminal_parameters values ($1, 1, '{}', '1.x', 'usr_${name}', now())`,
    `insert into software_package select 'pkg_${name}', path, 'm', '${name}', 1, 'h', 's', 'u', now() from terminal where id = $1`,
    `insert into terminal_file (command_id, terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, kind, attempt, ticket_hash, bytes_max, expires_at)
       select id, terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, 'LOGS', 1, 'h', 1, now() from command where terminal_id = $1`,
    `insert into backup_chunk select command_id, 0, 'x' from backup where terminal_id = $1`,
    `insert into selection select 'sel_${name}', 'usr_${name}', path, '{}', 1, now(), now() from terminal where id = $1`,
    `insert into selection_terminal values ('sel_${name}', $1)`,
    `insert into bulk (id, path, node_id, type, params, tier, reason, not_after, terminal_count, command_count, breakdown, state, hash, requested_by, requested_at)
       select 'blk_${name}', path, 'n', 'STATUS_GET', '{}', 'R0', 'r', now(), 1, 1, '{}', 'RUNNING', 'h', 'usr_${name}', now() from terminal where id = $1`,
    `insert into rollout (id, bulk_id, path, node_id, plan, cohort, state, why, open_group, since, figures, traffic, requested_at)
       select 'rlo_${name}', 'blk_${name}', path, 'n', '{}', 1, 'RUNNING', '{}', 0, '{}', '[]', '{}', now() from terminal where id = $1`,
    `insert into rollout_member (rollout_id, place, group_no, terminal_id, path, standing, changed_at) select 'rlo_${name}', 1, 0, id, path, 'WAITING', now() from terminal where id = $1`,
    `insert into presence_challenge (command_id, person_id, session_id, terminal_id, path, type, params_hash, state, created_at, expires_at)
       select command.id, 'usr_${name}', 's', terminal_id, path, 'RELOGIN', 'h', 'OPEN', now(), now() from command where terminal_id = $1`,
    `insert into presence_lock values ('usr_${name}', $1, now())`,
    `insert into agent_grant select 'grt_${name}', agent_id, (select path from node where node.id = agent_id), 'usr_${name}', acquirer_id, '{RELOGIN}', 'R1', 1, 1, 1, 'r', now(), now() from terminal where id = $1`,
    `insert into grant_spending values ('grt_${name}', 'DAY', now(), 1)`,
    `insert into grant_charge select id, 'grt_${name}', now(), now() from command where terminal_id = $1`,
    `insert into deputy select 'dpt_${name}', 'usr_${name}', 'usr_${name}', agent_id, path, 'AGENT', 'r', 'usr_${name}', now(), now() from terminal where id = $1`,
    `insert into idempotency values ('usr_${name}', 'key', 'op', 'h', '{}', now())`,
    `insert into event_order select (select coalesce(max(position), 0) + 1 from event_order), id from event where terminal_id = $1`,
    `insert into event_leaf select coalesce(max(position), 0) + 1, sha256('x') from event_leaf`,
    `insert into event_subtree select 1, coalesce(max(place), 0) + 1, sha256('x') from event_subtree`,
    `insert into event_checkpoint select coalesce(max(size), 0) + 1, now(), 'note' from event_checkpoint`,
    `insert into event_removal values ('${name}', 1, 1, now())`,
    `insert into correction_limit select acquirer_id, case when '${name}' = 'mine' then 'JPY' else 'KWD' end, path, 1, 2, 3, 4, 1, 'usr_${name}', now(), 'chg_${name}', 1 from terminal where id = $1`,
    `insert into node_policy select store_id, 'BULK_RAISE', path, '{"terminals": 9}', 1, now() from terminal where id = $1`,
    `insert into change_request select 'chg_${name}', 'NODE_POLICY', store_id, path, null, '{}', 'h', 0, false, 'r', 'usr_${name}', 'usr_${name}', now(), 'PENDING', null, null, null, now(), null, 1 from terminal where id = $1`,
    `insert into break_glass select 'brk_${name}', 'chg_${name}', path, 'r', 'usr_${name}', 'usr_${name}', now(), now(), null, 'TO_REVIEW', null, null, null, 1 from terminal where id = $1`,
    `insert into api_key select 'key_${name}', 'usr_${name}', path, 'n', 'p', sha256('${name}'), '{}', '{}', 'usr_${name}', 'usr_${name}', now(), now(), null, null, null, null, 1 from terminal where id = $1`,
    ...journalRows(name),
    ...correctionRows(name),
    `insert into ledger_account (kind, owner_id, currency, acquirer_id, path, created_at) select 'MERCHANT_PAYABLE', merchant_id, 'CNY', acquirer_id, path, now() from terminal where id = $1`,
    `insert into ledger_entry (id, transaction_id, version, kind, terminal_id, acquirer_id, path, effective_date, original_date, recorded_at)
       select (select max(id) from ledger_account), 'txn_${name}', 1, 'BOOKED', id, acquirer_id, path, '2026-01-01', '2026-01-01', now() from terminal where id = $1`,
    `insert into ledger_posting select id, line, id, '2026-01-01', line, 'CNY' from (select max(id) as id from ledger_account) made, unnest(array[-1, 1]) line`,
    `insert into ledger_pending select max(id), '2026-01-01', '2026-01-01' from ledger_account`,
    `insert into ledger_balance select id, '2026-01-01', 'a', 1, 1, 2, null, path from ledger_account order by id desc limit 1`,
    `insert into ledger_standing select id, path, 0 from ledger_account order by id desc limit 1`,
    `insert into ledger_total select agent_id, 'FEE_INCOME', 'CNY', '2026-01-01', path, 1, 1, 2 from terminal where id = $1`,
    `insert into ledger_period select agent_id, '2026-01-01', path, now() from terminal where id = $1`,
    `insert into payout select 'pay_${name}', acquirer_id, merchant_id, path, 'CNY', 1, '2026-01-01', 'r', now() from terminal where id = $1`,
    `insert into payout_return select 'pay_${name}', 'chg_${name}', acquirer_id, merchant_id, path, 'r', 'why', now() from terminal where id = $1`,
    `insert into missing_file select agent_id, '2026-01-01', path, now() from terminal where id = $1`,
    `insert into tariff select 'tar_${name}', acquirer_id, agent_id, merchant_id, path, 'DEBIT', 'CARD', 'CNY', 1, now() from terminal where id = $1`,
    `insert into tariff_version values ('tar_${name}', 1, '2026-01-01', 60, null, 0, 0, null, now())`,
    `insert into host_record (acquirer_id, position, path, tid, fact, at, batch_no, stan, received_at) select acquirer_id, ${name.length}, path, tid, 'trade', now(), '000001', '000001', now() from terminal where id = $1`,
    `insert into csv_mapping select 'map_${name}', acquirer_id, path, '${name}', '{}', 'usr_${name}', now(), now(), 1 from terminal where id = $1`,
    `insert into file_schedule select 'fsc_${name}', acquirer_id, path, 'CSV', 'map_${name}', '{}', 'usr_${name}', now(), now(), null, 1 from terminal where id = $1`,
    `insert into file_import (id, acquirer_id, path, name, format, business_date, original_sha256, original_bytes, stored_sha256, stored_bytes, state, created_by, created_at)
       select 'imp_${name}', acquirer_id, path, 'f', 'FLOW', '2026-01-01', sha256('${name}'), 1, sha256('x'), 1, 'DONE', 'usr_${name}', now() from terminal where id = $1`,
    `insert into file_line (import_id, line, business_date, acquirer_id, path, state) select 'imp_${name}', 1, '2026-01-01', acquirer_id, path, 'BAD' from terminal where id = $1`,
    `insert into record_match (source, acquirer_id, path, business_date, state, import_id, line, at, changed_at) select 'FILE', acquirer_id, path, '2026-01-01', 'MISSING_HERE', 'imp_${name}', 1, now(), now() from terminal where id = $1`,
    `insert into export_job (id, person_id, session_id, acquirer_id, path, kind, format, filter, language, state, created_at, expires_at)
       select 'exp_${name}', 'usr_${name}', 's', acquirer_id, path, 'TRANSACTIONS', 'CSV', '{}', 'en', 'WAITING', now(), now() from terminal where id = $1`,
    `insert into match_position values ('${name}', '1')`,
    `insert into organisation_move (id, acquirer_id, path, node_id, from_id, to_id, from_path, to_path, reason, requested_by, requested_at, state, terminals, organisations)
       select 'mov_${name}', acquirer_id, path, store_id, merchant_id, merchant_id, path, path, 'r', 'usr_${name}', now(), 'DONE', 1, 1 from terminal where id = $1`,
    `insert into recovery (id, terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, device_id, playbook, reason, started_at, step, step_started_at, steps, due_at)
       select 'rec_${name}', id, acquirer_id, agent_id, merchant_id, store_id, path, 'd', 'AUTH', 'r', now(), 'incident', now(), '[]', now() from terminal where id = $1`,
    `insert into work_order (id, recovery_id, terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, reason, note, state, opened_at, due_at)
       select 'wor_${name}', 'rec_${name}', id, acquirer_id, agent_id, merchant_id, store_id, path, 'GIVEN_UP', '', 'OPEN', now(), now() from terminal where id = $1`,
    `insert into work_order_photo select id, $1, sha256('${name}'), path, 'u', now() from work_order where terminal_id = $1`,
    `insert into recovery_tally select store_id, path, 'AUTH', 'SIGN_ON_LOST', '', 1, 1 from terminal where id = $1`,
    ...healthRows(name),
    `insert into process values ('${name}', 'k', now(), now(), '{}')`,
    `insert into setting values ('${name}', '1', now())`,
    `insert into key_list values (${name.length}, 'jws', 'root', now())`,
  ]
  // the events of the requests are written with the commit, so one is made here
  await unit.execute(
    `insert into event (id, at, type, subject, terminal_id, path, actor_kind, data) select 'evt_${name}', now(), 'T', id, id, path, 'PLATFORM', '{}' from terminal where id = $1`,
    [terminal],
  )
  for (const statement of statements) await unit.execute(statement, statement.includes('$1') ? [terminal] : [])
}

/** What a journal leaves behind, of one terminal. */
function journalRows(name: string): string[] {
  const scope = 'terminal_id, acquirer_id, agent_id, merchant_id, store_id, path'
  const place = 'id, acquirer_id, agent_id, merchant_id, store_id, path'
  const hash = `sha256('${name}')`
  const row = (table: string, columns: string, values: string) =>
    `insert into ${table} (${scope}, ${columns}) select ${place}, ${values} from terminal where id = $1`
  return [
    `insert into journal_record (terminal_id, epoch, seq, state, leaf, proven, payload_hash, body, device_id, path, received_at)
       select id, 1, 1, 'TAKEN', ${hash}, true, ${hash}, '{}', 'd', path, now() from terminal where id = $1`,
    row('journal_stream', 'epoch, root, changed_at', `1, ${hash}, now()`),
    row(
      'transaction',
      'id, epoch, batch_no, stan, msg_class, auth_state, reversal_state, follow_up_state, settlement_state, sync_state, tid, recorded_at, effective_date, seqs, facts, changed_at',
      `'txn_${name}', 1, '000001', '000001', 'FIN', 'x', 'x', 'x', 'x', 'x', tid, now(), now(), '{1}', '{}', now()`,
    ),
    row(
      'record_line',
      'at, id, batch_no, stan, auth_state, reversal_state, follow_up_state, settlement_state, late, recorded_at',
      `now(), 'txn_${name}', '000001', '000001', 'x', 'x', 'x', 'x', false, now()`,
    ),
    row('batch', 'id, epoch, batch_no, state, opened_at', `'bat_${name}', 1, '000001', 'OPEN', now()`),
    `insert into batch_total (batch_id, path, currency, exponent, card_scope, side) select 'bat_${name}', path, 'CNY', 2, 'DOMESTIC', 'DEBIT' from terminal where id = $1`,
    row('batch_adjustment', 'epoch, seq, batch_id, count, amount, at', `1, 1, 'bat_${name}', 1, 1, now()`),
    row(
      'consistency_proof',
      'id, epoch, kind, from_seq, through_seq, root_terminal, root_host, equal, proven_at',
      `'prf_${name}', 1, 'BATCH', 1, 1, ${hash}, ${hash}, true, now()`,
    ),
    row('open_difference', 'id, epoch, from_seq, to_seq, kind, opened_at', `'dif_${name}', 1, 1, 1, 'ALTERED', now()`),
    row(
      'journal_incident',
      'id, kind, epoch, seq, to_seq, reason, payload_hash, at',
      `'inc_${name}', 'SEQ_GAP', 1, 1, 1, 'r', ${hash}, now()`,
    ),
    row('journal_archive', 'batch_id, record_count, sha256, bytes, at', `'bat_${name}', 1, ${hash}, 'x', now()`),
  ]
}

/** A correction and a case of one terminal, with what hangs on them. */
function correctionRows(name: string): string[] {
  const scope = 'terminal_id, acquirer_id, agent_id, merchant_id, store_id, path'
  const place = 'id, acquirer_id, agent_id, merchant_id, store_id, path'
  const row = (table: string, columns: string, values: string) =>
    `insert into ${table} (${scope}, ${columns}) select ${place}, ${values} from terminal where id = $1`
  return [
    row(
      'correction',
      'id, kind, state, base_version, patch, diff_hash, impact, stake, tier, drafted_at, changed_at, facts',
      `'cor_${name}', 'NOT_CHARGED', 'DRAFT', 0, '{}', 'h', '{}', '[]', 1, now(), now(), '{}'`,
    ),
    `insert into correction_decision select 'cor_${name}', 1, path, 'APPROVED', 'usr_${name}', 'usr_${name}', store_id, 'h', '', now() from terminal where id = $1`,
    row(
      'correction_version',
      'correction_id, version, patch, entry_ids, original_date, effective_date, posted_at',
      `'cor_${name}', 1, '{}', '{}', '2026-01-01', '2026-01-01', now()`,
    ),
    row(
      'correction_adjustment',
      'correction_id, batch_id, currency, exponent, card_scope, side, count, amount, links, at',
      `'cor_${name}', 'bat_${name}', 'CNY', 2, 'DOMESTIC', 'DEBIT', 1, 1, '[]', now()`,
    ),
    `insert into correction_case (id, acquirer_id, path, cause, rule, rule_version, state, severity, opened_at, changed_at, facts)
       select 'cas_${name}', acquirer_id, path, '${name}', 'R01', 1, 'OPEN', 'HIGH', now(), now(), '{}' from terminal where id = $1`,
    `insert into case_hit select 'cas_${name}', 'h', path, 'R01', 1, 'PROPOSE', '{}', now() from terminal where id = $1`,
    `insert into case_claim select 'cas_${name}', path, 'usr_${name}', now() from terminal where id = $1`,
    `insert into rule_setting (acquirer_id, rule, path, mode, stopped, reason, changed_by, changed_at) select agent_id, 'R01', path, 'PROPOSE', false, 'r', 'usr_${name}', now() from terminal where id = $1`,
    `insert into rule_suppression select 'sup_${name}', acquirer_id, path, 'R01', null, 'usr_${name}', 'r', now(), now() + interval '1 day' from terminal where id = $1`,
    `insert into rule_verdict select 'cas_${name}', 'R01', 1, acquirer_id, path, 'c', true, 'u', now() from terminal where id = $1`,
    `insert into rule_lab (id, acquirer_id, path, rule, rule_version, against_version, state, from_at, to_at, requested_by, requested_at)
       select 'lab_${name}', acquirer_id, path, 'R01', 2, 1, 'WAITING', now(), now(), 'u', now() from terminal where id = $1`,
    `insert into rule_exception select agent_id, 'REPEAT_MERCHANT', merchant_id, path, 'u', now(), 'r', now() + interval '1 day' from terminal where id = $1`,
    `insert into detection_terminal values ($1, now(), null, null)`,
    `insert into detection_journal values ($1, 1, 1)`,
    `insert into detection_place values ($1, '000001', '000001', 'FIN', now(), now())`,
    `insert into detection_key values (sha256('${name}'), 'txn_${name}', now())`,
    `insert into detection_window select acquirer_id, 'DECLINES', '${name}', now(), 1 from terminal where id = $1`,
    `insert into journal_mark values ($1, 1, now(), 2, 1, 1)`,
    row(
      'evidence',
      'sha256, name, type, bytes, created_by, created_at',
      `sha256('${name}'), 'n', 'image/png', 1, 'u', now()`,
    ),
    `insert into case_evidence select 'cas_${name}', $1, sha256('${name}'), path, 'u', now() from terminal where id = $1`,
  ]
}

/** What a terminal's condition leaves behind. */
function healthRows(name: string): string[] {
  const care = "'RAISED', true, null, null, null, null, null, now(), 1"
  return [
    `insert into terminal_fault select id, 'HW_PRINTER_JAM', now(), null, null, now(), null from terminal where id = $1`,
    `insert into terminal_trait select id, acquirer_id, 'CM', 'c', '1', null, agent_id, tid from terminal where id = $1`,
    `insert into terminal_label select id, 'l', acquirer_id, agent_id, tid from terminal where id = $1`,
    ...['health_sample', 'health_hour', 'health_day'].map((table) => `insert into ${table} values (0, $1, now(), 'x')`),
    `insert into fleet_history select agent_id, now(), 1, 0, 0, 0, 0 from terminal where id = $1`,
    `insert into response_code select acquirer_id, '${name.length}', path, 'RELOGIN', null, now() from terminal where id = $1`,
    `insert into work_position values ('${name}', '1')`,
    `insert into alert select 'alr_${name}', id, acquirer_id, agent_id, merchant_id, store_id, path, 'OFFLINE', 'MAJOR', now(), null, 1, now(), null, null, ${care} from terminal where id = $1`,
    `insert into alert_watch values ($1, 'OFFLINE', now(), now())`,
    `insert into alert_rule select store_id, 'OFFLINE', path, true, 'MAJOR', 0, 0, null, null, 1, now() from terminal where id = $1`,
    `insert into alert_mute select 'mut_${name}', path, null, id, null, 'r', 'usr_${name}', now(), now(), null from terminal where id = $1`,
    `insert into incident select 'inc_${name}', acquirer_id, path, 'STORE', '${name}', now(), null, 1, 1, 1, null, ${care} from terminal where id = $1`,
    `insert into dispatch_stop select 'stp_${name}', store_id, path, store_id, now(), 'usr_${name}', 'n', 'r', null, null, null, null, true, 1 from terminal where id = $1`,
    `insert into watch_window select 'wat_${name}', store_id, path, 'n', now(), now() + interval '1 day', 'UTC', 50, 30000, false, 'PLANNED', 'usr_${name}', now(), null, null, null, 1 from terminal where id = $1`,
    `insert into registration_mapping select 'hdg_${name}', acquirer_id, path, '${name}', '{}', 'usr_${name}', now(), now(), 1 from terminal where id = $1`,
    `insert into care_interval select acquirer_id, 'INSPECTION', '${name}', path, 30, 'usr_${name}', now() from terminal where id = $1`,
    `insert into care_visit select 'vst_${name}', id, acquirer_id, agent_id, merchant_id, store_id, path, 'INSPECTION', 'PASSED', '{}', '', '{}', 's', 'm', now(), now(), 'usr_${name}' from terminal where id = $1`,
    `insert into saved_view select 'viw_${name}', 'usr_${name}', store_id, path, 'n', '{}', true, now(), now(), 1 from terminal where id = $1`,
    `insert into incident_terminal select 'inc_${name}', id, path, now(), null from terminal where id = $1`,
    `insert into notification_destination select 'nds_${name}', agent_id, path, 'n', 'WEBHOOK', 'en', true, '{"host": "h"}', 'nse_${name}', 'usr_${name}', now(), null, 1, 0, now(), null from terminal where id = $1`,
    `insert into notification_secret values ('nse_${name}', 'nds_${name}', 'x', now())`,
    `insert into notification_rule select 'nru_${name}', id, path, null, '{ALERT_RAISED}', 'MAJOR', null, true, 'usr_${name}', now(), 1 from notification_destination where id = 'nds_${name}'`,
    `insert into notification_delivery select 'nde_${name}', id, path, false, 'QUEUED', 1, 0, '[]', now(), now(), null, 1 from notification_destination where id = 'nds_${name}'`,
    `insert into notification values ('nds_${name}', 'evt_${name}', 'ALERT_RAISED', 'MAJOR', now(), '{}', 'nde_${name}')`,
  ]
}
