import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Instant } from '@budeng/kernel'
import { BackupFault } from '@budeng/storage/backup'
import { z } from 'zod'
import { MANIFEST_BYTES_MAX } from './limits.ts'
import { damaged, readAll } from './sealing.ts'
import type { Target } from './target.ts'

const count = z.int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const word = z.string().regex(/^[a-z_][a-z0-9_]*$/)
const measure = { bytes: count, sha256, sealedBytes: count }
/** Below its folder, whatever is written there. */
const path = z.string().regex(/^(?!.*(?:^|\/)\.\.?(?:\/|$))[^/\\\0]+(?:\/[^/\\\0]+)*$/)

/** What a backup holds. It is written last: without it there is no backup. Holds no secret and no row. */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  /** Instant of the snapshot, by the platform's clock; its name in the target says the same. */
  at: count,
  /** The public half of the key that opens it. */
  recipient: z.string(),
  /** All migrations that the database had seen; the last one is the version of the schema. */
  migrations: z.array(z.string().max(100)).min(1),
  /** Highest position of the record. */
  position: count,
  tables: z.array(
    z.strictObject({
      schema: z.enum(['public', 'partition']),
      name: word,
      columns: z.array(word).min(1),
      rows: count,
      ...measure,
    }),
  ),
  sequences: z.array(z.strictObject({ name: z.string().regex(/^\w+\.\w+$/), last: z.int().nullable() })),
  /** Contents lie once for all backups, under their hash. */
  files: z.array(z.strictObject({ path, bytes: count, sha256, changedAtMs: z.number() })),
  keys: z.strictObject(measure),
})
export type Manifest = z.infer<typeof manifestSchema>

const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/

/** The name of a backup: its instant, without what file systems do not like. */
export function backupName(at: Instant): string {
  return new Date(at).toISOString().replaceAll(':', '-')
}

export function isBackupName(text: string): boolean {
  return NAME.test(text)
}

export function instantOf(name: string): Instant {
  return Date.parse(name.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'))
}

/** Where things of a backup lie in a target. */
export const BACKUPS = 'backups/'
export const FILES = 'files/'
const ENDING = '.zst.age'
export const manifestKey = (name: string) => `${BACKUPS}${name}/manifest.json`
const sumKey = (name: string) => `${BACKUPS}${name}/manifest.sha256`
export const keysKey = (name: string) => `${BACKUPS}${name}/keys.json${ENDING}`
export const tableKey = (name: string, table: { readonly schema: string; readonly name: string }) =>
  `${BACKUPS}${name}/tables/${table.schema}.${table.name}${ENDING}`
export const fileKey = (hash: string) => `${FILES}${hash}${ENDING}`

/** Its hash first, the manifest itself last. */
export async function putManifest(target: Target, name: string, manifest: Manifest): Promise<number> {
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
  const sum = Buffer.from(`${hashOf(bytes)}  manifest.json\n`)
  return (
    (await target.put(sumKey(name), Readable.from([sum]))) +
    (await target.put(manifestKey(name), Readable.from([bytes])))
  )
}

/** @throws BackupFault when it is not there, damaged, or of a newer format */
export async function getManifest(target: Target, name: string): Promise<Manifest> {
  const key = manifestKey(name)
  const bytes = await readAll(await target.get(key), key, MANIFEST_BYTES_MAX)
  const sum = await readAll(await target.get(sumKey(name)), sumKey(name), MANIFEST_BYTES_MAX)
  if (sum.toString('utf8').trim() !== `${hashOf(bytes)}  manifest.json`) throw damaged(key)
  const read: unknown = JSON.parse(bytes.toString('utf8'))
  const parsed = manifestSchema.safeParse(read)
  if (parsed.success) return parsed.data
  const { format } = read as { format?: unknown }
  throw typeof format === 'number' && format > 1
    ? new BackupFault(`${key} is of a newer format (${format}): restore it with newer software.`)
    : damaged(key, parsed.error)
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
