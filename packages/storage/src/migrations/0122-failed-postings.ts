/** What could not be posted lapses as well: nobody waits for it longer than for what was never tried. */
export const sql = `
drop index correction_to_lapse;
create index correction_to_lapse on correction (lapses_at, id) where state in ('PENDING_APPROVAL', 'APPROVED', 'POST_FAILED');
`
