/** Which cases there were of a cause, and a day of a terminal that is to be looked at whole. */
export const sql = `
create index correction_case_causes on correction_case (acquirer_id, cause, opened_at);
create index record_match_terminal on record_match (terminal_id, business_date, id) where state <> 'MATCHED' and transaction_id is null;
alter table detection_terminal add column day date;
alter table detection_place add column since timestamptz not null default now();
alter table detection_place alter column since drop default;
`
