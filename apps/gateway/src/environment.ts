import { hostname } from 'node:os'
import {
  readVariables,
  type ServerEnvironment,
  serverEnvironment,
  serverVariables,
  type TlsFiles,
} from '@budeng/protocol'
import { z } from 'zod'
import { CLIENT_CERTIFICATES, type ClientCertificates } from './broker/certificate.ts'
import { LOOPBACK } from './gateway.ts'

const port = z.coerce.number().int().min(0).max(65_535)

/** Everything that the gateway reads from its environment. */
export const environmentSchema = serverVariables
  .safeExtend({
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
    BUDENG_GATEWAY_ID: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Name of this gateway in the database; host and port by default'),
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
export interface Environment extends ServerEnvironment {
  /** Null: no listener without TLS. */
  readonly port: number | null
  readonly host: string
  readonly plainForced: boolean
  readonly tls: TlsPlace | null
  readonly gatewayId: string
  /** `{deviceId}~pub`: on loopback, and never in production. */
  readonly sideConnections: boolean
}

/** @throws an error that names every variable at fault */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const read = readVariables(environmentSchema, variables)
  return {
    ...serverEnvironment(read),
    port: read.BUDENG_MQTT_PLAIN === 'off' ? null : read.BUDENG_MQTT_PORT,
    plainForced: read.BUDENG_MQTT_PLAIN === 'forced',
    tls: tlsPlace(read),
    host: read.BUDENG_MQTT_HOST,
    // stable over restarts, so that a gateway that comes back knows whom it held
    gatewayId: read.BUDENG_GATEWAY_ID ?? `gateway-${hostname()}-${read.BUDENG_MQTT_PORT}`,
    sideConnections: read.NODE_ENV !== 'production' && isOnLoopback(read),
  }
}
