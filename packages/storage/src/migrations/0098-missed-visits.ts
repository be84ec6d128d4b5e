/**
 * A visit that nobody made in time is known as such, so that it raises an alert once and clears it when it was made; each
 * side is found by an index, a model at a time. A visit that failed leaves a work order.
 */
export const sql = `
alter table terminal_care add column overdue_since timestamptz;
create index terminal_care_coming on terminal_care (acquirer_id, kind, model, since) where in_use and overdue_since is null;
create index terminal_care_missed on terminal_care (acquirer_id, kind, model, since) where overdue_since is not null;
create index terminal_care_out_of_use on terminal_care (terminal_id) where overdue_since is not null and not in_use;
grant update (overdue_since) on terminal_care to budeng_worker;

alter table work_order add column visit_id text collate "C" references care_visit (id);
create unique index work_order_visit on work_order (visit_id) where visit_id is not null;
`
