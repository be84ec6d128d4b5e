/** A checker who has seen to the case of a batch with other sums ends that difference. */
export const sql = `
grant update (closed_at, closed_by_proof, version) on open_difference to budeng_app;
`
