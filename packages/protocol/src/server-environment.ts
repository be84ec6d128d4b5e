import { join } from 'node:path'
import { type Clock, factorClock } from '@budeng/kernel'
import { z } from 'zod'
import { withSecretFiles } from './secret-files.ts'

const text = z.string().min(1)

/** What every server of the platform reads from its environment; each adds its own by `safeExtend`. */
export const serverVariables = z
  .object({
    DATABASE_URL: text.describe(
      'PostgreSQL, as postgres://user:password@host:port/database; or DATABASE_URL_FILE, a file with it',
    ),
    BUDENG_DATA_DIR: text.default('.budeng').describe('Folder of keys and data'),
    BUDENG_KEYS_DIR: text.optional().describe('Folder of keys, when it is not keys/ in the data folder'),
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

/** Texts with commas between them. */
export const commaList = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )

/** Of API and worker, which share the files and notify. */
export const FILES_DIR = text
  .optional()
  .describe("Folder of acquirers' files and exports, when it is not files/ in the data folder")
export const NOTIFY_INSIDE = commaList.describe(
  'Webhooks and mail servers in our own network, without TLS or at unusual ports, as origins with commas',
)

/** The same in words. */
export interface ServerEnvironment {
  readonly databaseUrl: string
  readonly keysFolder: string
  readonly clock: Clock
  readonly clockFactor: number
  readonly logLevel: string
  readonly production: boolean
}

/** Reads variables; one that is empty was not set. @throws an error that names every variable at fault */
export function readVariables<Read>(
  schema: z.ZodType<Read>,
  variables: Readonly<Record<string, string | undefined>>,
): Read {
  const given = Object.entries(withSecretFiles(variables, ['DATABASE_URL'])).filter(([, value]) => value !== '')
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (!parsed.success) throw new Error(`The environment is not in order:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export function serverEnvironment(read: z.infer<typeof serverVariables>): ServerEnvironment {
  return {
    databaseUrl: read.DATABASE_URL,
    keysFolder: read.BUDENG_KEYS_DIR ?? join(read.BUDENG_DATA_DIR, 'keys'),
    clock: factorClock(Date.now, read.BUDENG_CLOCK_FACTOR, read.BUDENG_CLOCK_ORIGIN),
    clockFactor: read.BUDENG_CLOCK_FACTOR,
    logLevel: read.BUDENG_LOG_LEVEL,
    production: read.NODE_ENV === 'production',
  }
}
