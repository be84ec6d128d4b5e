/** Terminals that wait to be looked at for a whole day: few, and asked for before each next day. */
export const sql = `create index detection_terminal_day on detection_terminal (terminal_id) where day is not null;`
