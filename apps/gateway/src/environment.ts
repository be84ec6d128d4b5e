import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Clock, factorClock } from '@budeng/kernel'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/** Everything that the gateway reads from its environment. */
export const environmentSchema = z
  .object({
    DATABASE_URL: z.string().min(1).describe('PostgreSQL, as postgres://user:password@host:port/database'),
    BUDENG_MQTT_PORT: port.default(1883).describe('Port on which terminals connect'),
    BUDENG_MQTT_HOST: z.string().min(1).default('127.0.0.1').describe('Address on which terminals connect'),
    BUDENG_DATA_DIR: z.string().min(1).default('.budeng').describe('Folder of keys and data'),
    BUDENG_KEYS_DIR: z.string().min(1).optional().describe('Folder of keys, when it is not keys/ in the data folder'),
    BUDENG_GATEWAY_ID: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Name of this gateway in the database; host and port by default'),
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

/** The environment in the words of the gateway. */
export interface Environment {
  readonly databaseUrl: string
  readonly port: number
  readonly host: string
  readonly keysFolder: string
  readonly gatewayId: string
  readonly clock: Clock
  readonly logLevel: string
  /** `{deviceId}~pub`: on loopback, and never in production. */
  readonly sideConnections: boolean
}

/** @throws an error that names every variable at fault */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const parsed = environmentSchema.safeParse(variables)
  if (!parsed.success) throw new Error(`The environment is not in order:\n${z.prettifyError(parsed.error)}`)
  const read = parsed.data
  return {
    databaseUrl: read.DATABASE_URL,
    port: read.BUDENG_MQTT_PORT,
    host: read.BUDENG_MQTT_HOST,
    keysFolder: read.BUDENG_KEYS_DIR ?? join(read.BUDENG_DATA_DIR, 'keys'),
    // stable over restarts, so that a gateway that comes back knows whom it held
    gatewayId: read.BUDENG_GATEWAY_ID ?? `gateway-${hostname()}-${read.BUDENG_MQTT_PORT}`,
    clock:
      read.BUDENG_CLOCK_FACTOR === 1
        ? { now: Date.now }
        : factorClock(Date.now, read.BUDENG_CLOCK_FACTOR, read.BUDENG_CLOCK_ORIGIN),
    logLevel: read.BUDENG_LOG_LEVEL,
    sideConnections: read.NODE_ENV !== 'production' && LOOPBACK.includes(read.BUDENG_MQTT_HOST),
  }
}
