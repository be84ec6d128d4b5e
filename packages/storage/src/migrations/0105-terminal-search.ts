/** Terminals are found by their numbers and by the names of their merchant and store, each where it stands (0100). */
export const sql = `
alter table terminal drop column search;
`
