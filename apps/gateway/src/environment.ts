import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Clock, factorClock } from '@budeng/kernel'
import { type TlsFiles, withSecretFiles } from '@budeng/protocol'
import { z } from 'zod'
import { CLIENT_CERTIFICATES, type ClientCertificates } from './broker/certificate.ts'
import { LOOPBACK } from './gateway.ts'

const port = z.coerce.number().int().min(0).max(65_535)

/** Everything that the gateway reads from its environment. */
export const environmentSchema = z
  .object({
    DATABASE_URL: z
      .string()
      .min(1)
      .describe('PostgreSQL, as postgres://user:password@host:port/database; or DATABASE_URL_FILE, a file with it'),
    BUDENG_MQTT_PORT: port.default(1883).describe('Port on which terminals connect'),
    BUDENG_MQTT_HOST: z.string().min(1).default('127.0.0.1').describe('Address on which terminals connect'),
    BUDENG_MQTT_PLAIN: z
      .enum(['loopback', 'forced', 'off'])
      .default('loopback')
      .describe('Whether terminals may connect without TLS: on loopback, on any address, or not at all'),
    BUDENG_MQTTS_PORT: port.default(8883).describe('Port on which terminals connect with TLS'),
    BUDENG_MQTTS_HOST: z.string().min(1).default('127.0.0.1').describe('Address on which terminals connect with TLS'),
    BUDENG_MQTTS_CERT_FILE: z.string().min(1).optional().describe('Certificate of the MQTT server, PEM'),
    BUDENG_MQTTS_KEY_FILE: z.string().min(1).optional().describe('Its private key, PEM'),
    BUDENG_MQTTS_CLIENT_CA_FILE: z.string().min(1).optional().describe('Authorities of terminals, PEM'),
    BUDENG_MQTTS_CLIENT_CERT: z
      .enum(CLIENT_CERTIFICATES)
      .default('with-secret')
      .describe("Whether a terminal's certificate comes with its MQTT secret or instead of it"),
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
  .refine((read) => (read.BUDENG_MQTTS_CERT_FILE === undefined) === (read.BUDENG_MQTTS_KEY_FILE === undefined), {
    path: ['BUDENG_MQTTS_KEY_FILE'],
    message: 'comes together with BUDENG_MQTTS_CERT_FILE',
  })
  .refine((read) => read.BUDENG_MQTTS_CLIENT_CA_FILE === undefined || read.BUDENG_MQTTS_CERT_FILE !== undefined, {
    path: ['BUDENG_MQTTS_CLIENT_CA_FILE'],
    message: 'needs BUDENG_MQTTS_CERT_FILE',
  })
  .refine((read) => read.BUDENG_MQTT_PLAIN !== 'off' || read.BUDENG_MQTTS_CERT_FILE !== undefined, {
    path: ['BUDENG_MQTT_PLAIN'],
    message: 'is off, and there is no listener with TLS: BUDENG_MQTTS_CERT_FILE is missing',
  })
  .refine((read) => read.BUDENG_MQTT_PLAIN !== 'loopback' || LOOPBACK.includes(read.BUDENG_MQTT_HOST), {
    path: ['BUDENG_MQTT_HOST'],
    message:
      'is not loopback: without TLS anybody on the way reads along. BUDENG_MQTTS_CERT_FILE gives TLS; BUDENG_MQTT_PLAIN=forced insists',
  })

type Read = z.infer<typeof environmentSchema>

/** Where terminals connect with TLS. */
export interface TlsPlace {
  readonly port: number
  readonly host: string
  readonly files: TlsFiles
  readonly clientCertificates: ClientCertificates
}

function tlsPlace(read: Read): TlsPlace | null {
  const { BUDENG_MQTTS_CERT_FILE: certFile, BUDENG_MQTTS_KEY_FILE: keyFile } = read
  if (certFile === undefined || keyFile === undefined) return null
  return {
    port: read.BUDENG_MQTTS_PORT,
    host: read.BUDENG_MQTTS_HOST,
    files: { certFile, keyFile, clientCaFile: read.BUDENG_MQTTS_CLIENT_CA_FILE ?? null },
    clientCertificates: read.BUDENG_MQTTS_CLIENT_CERT,
  }
}

/** True when no listener stands beyond this machine. */
function isOnLoopback(read: Read): boolean {
  const plain = read.BUDENG_MQTT_PLAIN === 'off' || LOOPBACK.includes(read.BUDENG_MQTT_HOST)
  return plain && (read.BUDENG_MQTTS_CERT_FILE === undefined || LOOPBACK.includes(read.BUDENG_MQTTS_HOST))
}

/** The environment in the words of the gateway. */
export interface Environment {
  readonly databaseUrl: string
  /** Null: no listener without TLS. */
  readonly port: number | null
  readonly host: string
  readonly plainForced: boolean
  readonly tls: TlsPlace | null
  readonly keysFolder: string
  readonly gatewayId: string
  readonly clock: Clock
  readonly logLevel: string
  /** `{deviceId}~pub`: on loopback, and never in production. */
  readonly sideConnections: boolean
}

/** @throws an error that names every variable at fault */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const given = Object.fromEntries(
    Object.entries(withSecretFiles(variables, ['DATABASE_URL'])).filter(([, value]) => value !== ''),
  )
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) throw new Error(`The environment is not in order:\n${z.prettifyError(parsed.error)}`)
  const read = parsed.data
  return {
    databaseUrl: read.DATABASE_URL,
    port: read.BUDENG_MQTT_PLAIN === 'off' ? null : read.BUDENG_MQTT_PORT,
    plainForced: read.BUDENG_MQTT_PLAIN === 'forced',
    tls: tlsPlace(read),
    host: read.BUDENG_MQTT_HOST,
    keysFolder: read.BUDENG_KEYS_DIR ?? join(read.BUDENG_DATA_DIR, 'keys'),
    // stable over restarts, so that a gateway that comes back knows whom it held
    gatewayId: read.BUDENG_GATEWAY_ID ?? `gateway-${hostname()}-${read.BUDENG_MQTT_PORT}`,
    clock:
      read.BUDENG_CLOCK_FACTOR === 1
        ? { now: Date.now }
        : factorClock(Date.now, read.BUDENG_CLOCK_FACTOR, read.BUDENG_CLOCK_ORIGIN),
    logLevel: read.BUDENG_LOG_LEVEL,
    sideConnections: read.NODE_ENV !== 'production' && isOnLoopback(read),
  }
}
