/** Rollouts that stand still are few, however many there were. */
export const sql = `
create index rollout_held on rollout (requested_at desc) where state in ('STOPPED', 'PAUSED');
`
