/**
 * Who may touch what: the second wall behind the checks in code. Row security is on and forced for every table, so that
 * a forgotten WHERE shows nothing. `budeng_app` sees the subtree named by `app.path`; gateway, worker and feed see all
 * rows of the tables they need, and only with the verbs they need.
 */
export interface TableRules {
  readonly table: string
  /** Which rows the app may touch. */
  readonly where?: string
  /** Privileges by role; absent: none. */
  readonly app?: string
  readonly gateway?: string
  readonly worker?: string
  readonly feed?: string
}

export const setting = (name: string) => `nullif(current_setting('app.${name}', true), '')`
/** `app.also` is set for whoever stands in what is being moved: what went ahead of them. */
export const inScope = `(path <@ ${setting('path')}::ltree or path <@ ${setting('also')}::ltree)`
/**
 * Tables without a path are as visible as the row that they hang on: the parent's own policy answers. Asked as a value and
 * not by EXISTS, which the planner may answer by reading the whole parent table into a hash, for the sake of one row.
 */
export const parentVisible = (child: string, column: string, parent: string) =>
  `(select true from ${parent} parent where parent.id = ${child}.${column})`

/** The SQL that gives one table its policies and privileges. */
export function policiesOf({ table, where = 'false', ...roles }: TableRules): string {
  const lines = [
    `alter table ${table} enable row level security;`,
    `alter table ${table} force row level security;`,
    // the owner migrates, seeds and restores; it is no superuser and would see nothing without a policy
    `create policy owner on ${table} to budeng_owner using (true) with check (true);`,
  ]
  for (const role of ['app', 'gateway', 'worker', 'feed'] as const) {
    const verbs = roles[role]
    if (verbs === undefined) continue
    const rows = role === 'app' ? where : 'true'
    lines.push(`grant ${verbs} on ${table} to budeng_${role};`)
    lines.push(`create policy ${role} on ${table} to budeng_${role} using (${rows}) with check (${rows});`)
  }
  return lines.join('\n')
}
