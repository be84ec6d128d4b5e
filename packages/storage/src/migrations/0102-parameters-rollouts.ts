/**
 * A rollout may change parameters: what it changes stands with it, and what a document was with each of its members. The
 * worker wishes them when the member's turn comes.
 */
export const sql = `
alter table rollout add column parameters jsonb;
alter table rollout_member
  add column parameters_before jsonb, -- what the names of the change had when the cohort was frozen
  add column replaced jsonb; -- the wish that ours took the place of, while no terminal can have ours
grant insert, update, delete on terminal_parameters to budeng_worker;
`
