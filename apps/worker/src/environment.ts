import { withSecretFiles } from '@budeng/protocol'
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Clock, factorClock } from '@budeng/kernel'
import { z } from 'zod'

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** Everything that the worker reads from its environment. */
export const environmentSchema = z
  .object({
    DATABASE_URL: z
      .string()
      .min(1)
      .describe('PostgreSQL, as postgres://user:password@host:port/database; or DATABASE_URL_FILE, a file with it'),
    BUDENG_DATA_DIR: z.string().min(1).default('.budeng').describe('Folder of keys and data'),
    BUDENG_KEYS_DIR: z.string().min(1).optional().describe('Folder of keys, when it is not keys/ in the data folder'),
    BUDENG_FILES_DIR: z
      .string()
      .min(1)
      .optional()
      .describe("Folder of acquirers' files and exports, when it is not files/ in the data folder"),
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
    BUDENG_NOTIFY_INSIDE: z
      .string()
      .default('')
      .transform(listOf)
      .describe(
        'Webhooks and mail servers in our own network, without TLS or at unusual ports, as origins with commas',
      ),
    BUDENG_CLOCK_FACTOR: z.coerce
      .number()
      .positive()
      .default(1)
      .describe('Speeds all processes alike, for demonstrations only'),
    BUDENG_CLOCK_ORIGIN: z.coerce.number().int().min(0).default(0).describe('Moment (ms) from which the factor counts'),
    BUDENG_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    NODE_ENV: z.string().default('development'),
  })
  .refine((read) => read.NODE_ENV !== 'production' || read.BUDENG_CLOCK_FACTOR === 1, {
    path: ['BUDENG_CLOCK_FACTOR'],
    message: 'is 1 in production',
  })

/** The environment in the words of the worker. */
export interface Environment {
  readonly databaseUrl: string
  readonly keysFolder: string
  readonly checkpointFolder: string
  readonly filesFolder: string
  readonly hostUrl: string
  /** Under which people open the dashboard. */
  readonly publicUrl: string
  /** Where notifications may go although it is inside. */
  readonly notifyInside: readonly string[]
  readonly workerId: string
  readonly clock: Clock
  readonly clockFactor: number
  readonly logLevel: string
}

/** @throws an error that names every variable at fault */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const parsed = environmentSchema.safeParse(withSecretFiles(variables, ['DATABASE_URL']))
  if (!parsed.success) throw new Error(`The environment is not in order:\n${z.prettifyError(parsed.error)}`)
  const read = parsed.data
  return {
    databaseUrl: read.DATABASE_URL,
    keysFolder: read.BUDENG_KEYS_DIR ?? join(read.BUDENG_DATA_DIR, 'keys'),
    checkpointFolder: read.BUDENG_CHECKPOINT_DIR ?? join(read.BUDENG_DATA_DIR, 'checkpoints'),
    filesFolder: read.BUDENG_FILES_DIR ?? join(read.BUDENG_DATA_DIR, 'files'),
    hostUrl: (read.BUDENG_HOST_URL ?? `http://127.0.0.1:${read.BUDENG_HOST_PORT}`).replace(/\/$/, ''),
    publicUrl: read.BUDENG_PUBLIC_URL.replace(/\/$/, ''),
    notifyInside: read.BUDENG_NOTIFY_INSIDE,
    workerId: `worker-${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`,
    clock:
      read.BUDENG_CLOCK_FACTOR === 1
        ? { now: Date.now }
        : factorClock(Date.now, read.BUDENG_CLOCK_FACTOR, read.BUDENG_CLOCK_ORIGIN),
    clockFactor: read.BUDENG_CLOCK_FACTOR,
    logLevel: read.BUDENG_LOG_LEVEL,
  }
}
