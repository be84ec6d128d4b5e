/** A command of a window carries its beginning, for the terminal to check it again. [domain §8] */
export const sql = `
alter table command add column not_before timestamptz;
`
