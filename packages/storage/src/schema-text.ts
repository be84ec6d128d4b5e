import { Client } from 'pg'

/** The schema of a migrated database as SQL-like text, in a fixed order: for people who read, and for a test that compares. */
export async function printSchema(url: string): Promise<string> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const lines = async (sql: string): Promise<Map<string, string[]>> => {
      const { rows } = await client.query<{ table: string; line: string }>(sql)
      const byTable = new Map<string, string[]>()
      for (const { table, line } of rows) byTable.set(table, [...(byTable.get(table) ?? []), line])
      return byTable
    }
    const parts = [
      await lines(CONSTRAINTS),
      await lines(INDEXES),
      await lines(TRIGGERS),
      await lines(SECURITY),
      await lines(POLICIES),
      await lines(GRANTS),
    ]
    const partitioned = await lines(PARTITIONED)
    const tables = [...(await lines(COLUMNS))].map(([table, columns]) => {
      const rest = parts.flatMap((part) => part.get(table) ?? [])
      const end = [')', ...(partitioned.get(table) ?? [])].join(' ')
      return [`create table ${table} (`, columns.map((column) => `  ${column}`).join(',\n'), `${end};`, ...rest].join(
        '\n',
      )
    })
    const functions = (await lines(FUNCTIONS)).values()
    return `${[HEADER, ...tables, ...[...functions].map((text) => text.join('\n'))].join('\n\n')}\n`
  } finally {
    await client.end()
  }
}

const HEADER = '-- Printed from a migrated database by `npm run update-contracts`. Not to be edited.'

const TABLES = `from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'`

const COLUMNS = `
  select c.relname as table, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attcollation <> t.typcollation then 'collate ' || quote_ident(o.collname) end,
    case a.attidentity when 'a' then 'generated always as identity' end,
    'default ' || pg_get_expr(d.adbin, d.adrelid), case when a.attnotnull then 'not null' end) as line
  ${TABLES} join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_collation o on o.oid = a.attcollation
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind in ('r', 'p') order by c.relname collate "C", a.attnum`

const PARTITIONED = `
  select c.relname as table, 'partition by ' || pg_get_partkeydef(c.oid) as line ${TABLES} where c.relkind = 'p'`

const FUNCTIONS = `
  select p.proname as table, unnest(array[pg_get_functiondef(p.oid) || ';'] || array(
    select format('grant execute on function %s to %s;', p.oid::regprocedure, case a.grantee when 0 then 'public' else a.grantee::regrole::text end)
    from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner order by 1)) as line
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public'
  where not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by p.proname`

// 'n' are the not-null constraints that newer servers list here too
const CONSTRAINTS = `
  select c.relname as table, format('alter table %s add constraint %s %s;', c.relname, k.conname, pg_get_constraintdef(k.oid)) as line
  ${TABLES} join pg_constraint k on k.conrelid = c.oid and k.contype <> 'n'
  where c.relkind in ('r', 'p') order by c.relname collate "C", k.conname collate "C"`

const INDEXES = `
  select c.relname as table, pg_get_indexdef(i.indexrelid) || ';' as line
  ${TABLES} join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid
  where c.relkind in ('r', 'p') and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
  order by c.relname collate "C", x.relname collate "C"`

const TRIGGERS = `
  select c.relname as table, pg_get_triggerdef(g.oid) || ';' as line
  ${TABLES} join pg_trigger g on g.tgrelid = c.oid and not g.tgisinternal order by c.relname collate "C", g.tgname collate "C"`

const SECURITY = `
  select c.relname as table, concat_ws(' ', '-- row security', case when c.relrowsecurity then 'enabled' else 'OFF' end,
    case when c.relforcerowsecurity then 'and forced' else 'NOT FORCED' end, '(' || array_to_string(c.reloptions, ', ') || ')') as line
  ${TABLES} where c.relkind in ('r', 'p')`

const POLICIES = `
  select tablename as table, format('create policy %s on %s for %s to %s using (%s) with check (%s);', policyname, tablename, lower(cmd),
    array_to_string(roles, ', '), regexp_replace(qual, '\\s+', ' ', 'g'), regexp_replace(with_check, '\\s+', ' ', 'g')) as line
  from pg_policies where schemaname = 'public' order by tablename collate "C", policyname collate "C"`

const GRANTS = `
  select "table", format('grant %s on %s to %s;', string_agg(verb, ', ' order by verb), "table", grantee) as line from (
    select c.relname as table, lower(p.privilege_type) as verb, p.grantee::regrole::text as grantee
    ${TABLES}, lateral aclexplode(c.relacl) p where c.relkind in ('r', 'p') and p.grantee <> c.relowner
    union all
    select c.relname, format('%s (%s)', lower(p.privilege_type), string_agg(a.attname, ', ' order by a.attnum)), p.grantee::regrole::text
    ${TABLES} join pg_attribute a on a.attrelid = c.oid, lateral aclexplode(a.attacl) p where c.relkind in ('r', 'p')
    group by c.relname, p.privilege_type, p.grantee) as granted
  group by "table", grantee order by "table" collate "C", grantee collate "C"`
