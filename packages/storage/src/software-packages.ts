import { columnList, insertSelect, type SoftwarePackageRow, softwarePackageTable } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

/** Keeps a package of an acquirer; null: that model has that version already, which is then answered by `packageOf`. */
export async function insertPackage(unit: Unit, row: SoftwarePackageRow): Promise<boolean> {
  const { sql, params } = insertSelect(softwarePackageTable, [row])
  const made = await unit.query<object>(`${sql} on conflict (path, model, version) do nothing returning id`, params)
  if (made.length === 0) return false
  const { id, path, model, version, bytes, sha256, createdAt: at } = row
  unit.append([{ type: 'SoftwarePackageAdded', subject: id, path, at, data: { model, version, bytes, sha256 } }])
  return true
}

/** Packages of the viewer's acquirer, the newest first. */
export async function softwarePackages(db: Scoped, limit: number): Promise<SoftwarePackageRow[]> {
  return await db.query<SoftwarePackageRow>(
    `select ${columnList(softwarePackageTable, 'p')} from software_package p order by p.created_at desc, p.id limit $1`,
    [limit],
  )
}
