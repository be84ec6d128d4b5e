import type { RegistrationHeadings } from '@budeng/fleet'
import { Fault } from '@budeng/kernel'
import { columnList, type RegistrationMappingRow, registrationMappingTable } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(registrationMappingTable, 'm')

/** What an acquirer's own lists call our columns, by name. */
export async function registrationMappings(
  db: Scoped,
  acquirerId: string,
  limit: number,
): Promise<RegistrationMappingRow[]> {
  return await db.query<RegistrationMappingRow>(
    `select ${COLUMNS} from registration_mapping m where m.acquirer_id = $1 order by m.name limit $2`,
    [acquirerId, limit],
  )
}

/** Keeps headings under a name; the version rises with each change. */
export async function keepRegistrationMapping(
  unit: Unit,
  wish: {
    readonly acquirerId: string
    readonly name: string
    readonly columns: RegistrationHeadings
    readonly by: string
  },
): Promise<RegistrationMappingRow> {
  const at = unit.clock.now()
  const { acquirerId, name, columns, by } = wish
  const [row] = await unit.query<RegistrationMappingRow>(
    `insert into registration_mapping as m (id, acquirer_id, path, name, columns, created_by, created_at, changed_at)
     values ($1, $2::text, $2::ltree, $3, $4::jsonb, $5, $6, $6)
     on conflict (acquirer_id, name) do update set columns = excluded.columns, changed_at = excluded.changed_at, version = m.version + 1
     returning ${COLUMNS}`,
    [unit.newId('registrationMapping'), acquirerId, name, JSON.stringify(columns), by, new Date(at)],
  )
  if (row === undefined) throw new Fault('a mapping that was kept has no row')
  const data = { name, version: row.version, columns }
  unit.append([{ type: 'RegistrationMappingSaved', subject: row.id, path: acquirerId, at, data }])
  return row
}
