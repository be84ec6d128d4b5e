/** Corrections and what of them is not proven are taken out as files too. */
export const sql = `
alter table export_job drop constraint export_job_kind_check;
alter table export_job add constraint export_job_kind_check
  check (kind in ('TRANSACTIONS', 'POSTINGS', 'STATEMENT', 'CORRECTIONS', 'OPEN_DIFFERENCES'));
`
