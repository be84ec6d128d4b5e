/**
 * When rules saw that what a judged case was of is over, where it is no record but how something is: a clock that is right
 * again. What people said of it holds until then, and the next time is a case of its own.
 */
export const sql = 'alter table correction_case add column lapsed_at timestamptz;'
