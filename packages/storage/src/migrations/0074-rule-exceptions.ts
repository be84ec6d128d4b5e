/** What an acquirer knows better than a rule has a reason, somebody who answers for it, and an end. */
export const sql = `
alter table rule_exception add column reason text not null default '', add column until timestamptz not null default 'infinity';
alter table rule_exception alter column reason drop default, alter column until drop default;
grant update on rule_exception to budeng_app;

-- How often a rule hit lately.
create index case_hit_found on case_hit (found_at) include (rule, rule_version, path);
`
