/** An incident that turned out to be a part of a wider one ends as such, and says of which. */
export const sql = `
alter table incident add column merged_into text collate "C" references incident (id);
create index incident_merged on incident (merged_into) where merged_into is not null;
`
