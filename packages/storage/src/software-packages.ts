import { join } from 'node:path'
import { columnList, insertSelect, type SoftwarePackageRow, softwarePackageTable } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

/** Where the bytes of a package lie: under their own hash, hex. */
export function packagePath(folder: string, sha256: string): string {
  return join(folder, 'packages', sha256)
}

/** A package as it comes. */
export type NewPackage = Omit<SoftwarePackageRow, 'withdrawnAt' | 'withdrawnBy' | 'withdrawnReason'>

/** What came of a package: kept, held already with the very same bytes, held but withdrawn, or another one has that model and version. */
export interface PackageOutcome {
  readonly kind: 'MADE' | 'SAME' | 'WITHDRAWN' | 'OTHER'
  readonly id: string
}

/** Keeps a package of an acquirer. A version of a model is one package for ever: terminals run it by that name. */
export async function insertPackage(unit: Unit, asked: NewPackage): Promise<PackageOutcome> {
  const row: SoftwarePackageRow = { ...asked, withdrawnAt: null, withdrawnBy: null, withdrawnReason: null }
  const { sql, params } = insertSelect(softwarePackageTable, [row])
  const made = await unit.query<object>(`${sql} on conflict (path, model, version) do nothing returning id`, params)
  const { id, path, model, version, bytes, sha256, signature, createdAt: at } = row
  if (made.length === 0) {
    const [same] = await unit.query<{ id: string; withdrawn: boolean }>(
      `select id, withdrawn_at is not null as withdrawn from software_package
       where path = $1::ltree and model = $2 and version = $3 and sha256 = $4 and signature = $5`,
      [path, model, version, sha256, signature],
    )
    if (same === undefined) return { kind: 'OTHER', id }
    return { kind: same.withdrawn ? 'WITHDRAWN' : 'SAME', id: same.id }
  }
  unit.append([{ type: 'SoftwarePackageAdded', subject: id, path, at, data: { model, version, bytes, sha256 } }])
  return { kind: 'MADE', id }
}

const COLUMNS = columnList(softwarePackageTable, 'p')

/** Packages of the viewer's acquirer, the newest first. */
export async function softwarePackages(db: Scoped, limit: number): Promise<SoftwarePackageRow[]> {
  return await db.query<SoftwarePackageRow>(
    `select ${COLUMNS} from software_package p order by p.created_at desc, p.id limit $1`,
    [limit],
  )
}

/** Packages by id, as far as they are in scope. */
export async function packagesByIds(db: Scoped, ids: readonly string[]): Promise<SoftwarePackageRow[]> {
  return await db.query<SoftwarePackageRow>(`select ${COLUMNS} from software_package p where p.id = any($1)`, [ids])
}

/** Terminals in scope that say they run these packages. */
export async function packageUses(
  db: Scoped,
  ids: readonly string[],
): Promise<{ readonly packageId: string; readonly count: number }[]> {
  return await db.query<{ packageId: string; count: number }>(
    `select p.id as "packageId", count(*)::int as count
     from software_package p join terminal_trait trait on trait.acquirer_id = p.path::text and trait.app = p.version
       join terminal t on t.id = trait.terminal_id and t.model = p.model and t.state <> 'RETIRED'
     where p.id = any($1) group by p.id`,
    [ids],
  )
}

/** What a manifest says of its package; bytes are known by their hash, hex. */
export type Manifest = Pick<SoftwarePackageRow, 'model' | 'version' | 'bytes' | 'sha256' | 'signature'>

/** Whether the acquirer over a place has the package of a manifest, word for word, and gives it out. */
export async function packageState(
  db: Scoped,
  path: string,
  { model, version, bytes, sha256, signature }: Manifest,
): Promise<'GIVEN_OUT' | 'WITHDRAWN' | 'UNKNOWN'> {
  const [row] = await db.query<{ state: 'GIVEN_OUT' | 'WITHDRAWN' | null }>(
    'select software_package_state($1::ltree, $2, $3, $4, $5, $6) as state',
    [path, model, version, sha256, bytes, signature],
  )
  return row?.state ?? 'UNKNOWN'
}

/**
 * Gives a package out no more. Whoever was told to take it and has not got all of it finds it gone, and says so. False
 * when it was withdrawn before.
 */
export async function withdrawPackage(
  unit: Unit,
  { id, path, model, version, sha256 }: SoftwarePackageRow,
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<boolean> {
  const at = unit.clock.now()
  const changed = await unit.execute(
    `update software_package set withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4 where id = $1 and withdrawn_at is null`,
    [id, new Date(at), by, reason],
  )
  if (changed === 0) return false
  await closeWithdrawn(unit, 'f.sha256 = $1', sha256)
  unit.append([{ type: 'SoftwarePackageWithdrawn', subject: id, path, at, data: { model, version, reason } }])
  return true
}

/** The addresses of these commands lead nowhere where their package was withdrawn before they were signed. */
export async function closeWithdrawnOf(unit: Unit, commandIds: readonly string[]): Promise<void> {
  await closeWithdrawn(unit, 'f.command_id = any($1::text[])', commandIds)
}

/** What has no hash cannot be fetched. The same bytes may stand under a version that is not withdrawn. */
async function closeWithdrawn(unit: Unit, which: string, param: unknown): Promise<void> {
  const same = 'from software_package p where p.sha256 = f.sha256 and p.path @> f.path'
  await unit.execute(
    `update terminal_file f set sha256 = null where ${which} and f.kind = 'SOFTWARE'
       and exists (select ${same} and p.withdrawn_at is not null) and not exists (select ${same} and p.withdrawn_at is null)`,
    [param],
  )
}
