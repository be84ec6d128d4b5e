/** What nobody acknowledged or closed in time is found when its time comes, and told once. */
export const sql = `
create index alert_due on alert (due_at) where state = 'RAISED';
create index incident_due on incident (due_at) where state = 'RAISED';
create index work_order_due on work_order (due_at) where closed_at is null;
`
