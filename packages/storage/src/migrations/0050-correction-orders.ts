/** Corrections meet their commands: kinds of proofs, differences and incidents that come with them, and who writes those. */
export const sql = `
alter table consistency_proof drop constraint consistency_proof_kind_check,
  add constraint consistency_proof_kind_check check (kind in ('HEARTBEAT', 'BATCH', 'ROUNDS', 'CORRECTION'));
alter table open_difference drop constraint open_difference_kind_check,
  add constraint open_difference_kind_check check (kind in ('UNLOCATED', 'ALTERED', 'MISSING_HERE', 'MISSING_THERE', 'TOTALS', 'UNPROVEN', 'CONFLICT', 'CORRECTION'));
alter table journal_incident drop constraint journal_incident_kind_check,
  add constraint journal_incident_kind_check check (kind in ('KEY_CONFLICT', 'QUARANTINED', 'UNPROVEN', 'SEQ_GAP', 'CARD_DATA', 'AMENDMENT'));
create index correction_unreachable on correction (changed_at, id) where state = 'UNREACHABLE';
-- whoever moves a command on moves its correction: the worker when an order ends, and when a gap closed behind an answer
grant insert on consistency_proof to budeng_worker;
grant insert, update on open_difference to budeng_worker;
`
