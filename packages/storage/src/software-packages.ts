import { join } from 'node:path'
import { columnList, insertSelect, type SoftwarePackageRow, softwarePackageTable } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

/** Where the bytes of a package lie: under their own hash, hex. */
export function packagePath(folder: string, sha256: string): string {
  return join(folder, 'packages', sha256)
}

/** What came of a package: kept, held already with the very same bytes, or another one has that model and version. */
export type PackageOutcome = 'MADE' | 'SAME' | 'OTHER'

/** Keeps a package of an acquirer. A version of a model is one package for ever: terminals run it by that name. */
export async function insertPackage(unit: Unit, row: SoftwarePackageRow): Promise<PackageOutcome> {
  const { sql, params } = insertSelect(softwarePackageTable, [row])
  const made = await unit.query<object>(`${sql} on conflict (path, model, version) do nothing returning id`, params)
  const { id, path, model, version, bytes, sha256, signature, createdAt: at } = row
  if (made.length === 0) {
    const same = await unit.query<object>(
      `select id from software_package where path = $1::ltree and model = $2 and version = $3 and sha256 = $4 and signature = $5`,
      [path, model, version, sha256, signature],
    )
    return same.length > 0 ? 'SAME' : 'OTHER'
  }
  unit.append([{ type: 'SoftwarePackageAdded', subject: id, path, at, data: { model, version, bytes, sha256 } }])
  return 'MADE'
}

/** Packages of the viewer's acquirer, the newest first. */
export async function softwarePackages(db: Scoped, limit: number): Promise<SoftwarePackageRow[]> {
  return await db.query<SoftwarePackageRow>(
    `select ${columnList(softwarePackageTable, 'p')} from software_package p order by p.created_at desc, p.id limit $1`,
    [limit],
  )
}
