import type { Readable } from 'node:stream'
import { BackupFault } from '@budeng/storage/backup'
import { folderTarget } from './folder-target.ts'

/** Where backups lie: names (with `/`) and bytes. */
export interface Target {
  /** For people; holds no secret. */
  readonly about: string
  /** Returns the bytes when all are kept for good. Whole or not there, whenever the power goes. */
  put(key: string, content: Readable): Promise<number>
  /** @throws BackupFault when there is none of that name */
  get(key: string): Promise<Readable>
  /** Names that begin so, with their bytes. */
  list(prefix: string): Promise<ReadonlyMap<string, number>>
  remove(keys: readonly string[]): Promise<void>
  close(): void
}

/** How a store is spoken to; what is left out comes from where its own tools look. */
export interface StoreAccess {
  readonly endpoint?: string
  readonly region?: string
  readonly keyId?: string
  readonly secret?: string
}

/** `s3://bucket/prefix`, or a folder that is there. @throws BackupFault */
export async function openTarget(address: string, access: StoreAccess = {}): Promise<Target> {
  if (!/^[a-z0-9]+:\/\//i.test(address)) return folderTarget(address)
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(address) ?? []
  if (bucket === undefined)
    throw new BackupFault(`${address} is no place for backups: name a folder, or s3://bucket/prefix.`)
  // its client is large, and few need it
  const { s3Target } = await import('./s3-target.ts')
  return s3Target(bucket, prefix.replace(/\/+$/, ''), access)
}
