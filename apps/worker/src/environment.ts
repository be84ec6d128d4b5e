import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { BACKUP_SECRETS, type BackupSettings, backupSettings, backupVariables } from '@budeng/backup/settings'
import {
  FILES_DIR,
  NOTIFY_INSIDE,
  readVariables,
  type ServerEnvironment,
  serverEnvironment,
  serverVariables,
  withSecretFiles,
} from '@budeng/protocol'
import { z } from 'zod'

/** Everything that the worker reads from its environment. */
export const environmentSchema = serverVariables.safeExtend({
  BUDENG_FILES_DIR: FILES_DIR,
  BUDENG_CHECKPOINT_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of exported checkpoints, when it is not checkpoints/ in the data folder'),
  BUDENG_HOST_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .default(4010)
    .describe('Port of the simulated host on 127.0.0.1'),
  BUDENG_HOST_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The host that is asked as a witness, when it is elsewhere'),
  BUDENG_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:4000')
    .describe('Address under which people open the platform: notifications lead there'),
  BUDENG_NOTIFY_INSIDE: NOTIFY_INSIDE,
  ...backupVariables,
})

/** The environment in the words of the worker. */
export interface Environment extends ServerEnvironment {
  readonly checkpointFolder: string
  readonly filesFolder: string
  readonly hostUrl: string
  /** Under which people open the dashboard. */
  readonly publicUrl: string
  /** Where notifications may go although it is inside. */
  readonly notifyInside: readonly string[]
  readonly workerId: string
  readonly backup: BackupSettings
}

/** @throws an error that names every variable at fault */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const read = readVariables(environmentSchema, withSecretFiles(variables, BACKUP_SECRETS))
  return {
    ...serverEnvironment(read),
    checkpointFolder: read.BUDENG_CHECKPOINT_DIR ?? join(read.BUDENG_DATA_DIR, 'checkpoints'),
    filesFolder: read.BUDENG_FILES_DIR ?? join(read.BUDENG_DATA_DIR, 'files'),
    hostUrl: (read.BUDENG_HOST_URL ?? `http://127.0.0.1:${read.BUDENG_HOST_PORT}`).replace(/\/$/, ''),
    publicUrl: read.BUDENG_PUBLIC_URL.replace(/\/$/, ''),
    notifyInside: read.BUDENG_NOTIFY_INSIDE,
    backup: backupSettings(read),
    workerId: `worker-${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`,
  }
}
