import type { Scoped } from '../unit.ts'

/** Ids and paths of the rows of every table that has both, at and below a node or everywhere, the newest first. */
export async function placedRows(
  db: Scoped,
  below: string | null,
): Promise<readonly { readonly id: string; readonly path: string }[]> {
  const placed = await db.query<{ name: string; id: string }>(
    `select c.relname as name, case when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id') then 'id' else 'command_id' end as id
     from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
     and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'path' and not a.attisdropped)
     and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('id', 'command_id') and not a.attisdropped)`,
  )
  const one = ({ name, id }: { name: string; id: string }) =>
    `select ${name === 'presence_challenge' ? `replace(${id}, 'cmd_', 'pre_')` : id}::text as id, path::text as path from ${name}`
  return await db.query<{ id: string; path: string }>(
    `select id, path from (${placed.map(one).join(' union all ')}) as things
     where $1::text is null or path::ltree <@ $1::ltree order by id desc`,
    [below],
  )
}
