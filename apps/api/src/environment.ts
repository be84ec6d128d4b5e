import { isIP } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  commaList,
  FILES_DIR,
  NOTIFY_INSIDE,
  readVariables,
  type ServerEnvironment,
  serverEnvironment,
  serverVariables,
  type TlsFiles,
} from '@budeng/protocol'
import { z } from 'zod'

/** The dashboard as it is built beside this room; the built and the written program lie equally deep. */
const DASHBOARD_DIR = fileURLToPath(new URL('../../dashboard/dist', import.meta.url))

/** Names of networks that need no number. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal']

/** An address, a network in CIDR form, or one of the names. Everybody (`true`, `0.0.0.0/0`) is none: anybody could forge. */
function isProxy(item: string): boolean {
  const [address = '', bits, ...rest] = item.split('/')
  const family = isIP(address)
  if (rest.length > 0 || family === 0) return NETWORKS.includes(item)
  if (bits === undefined) return true
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

function isOrigin(item: string): boolean {
  return URL.canParse(item) && new URL(item).origin === item && /^https?:/.test(item)
}

/** Every variable that the API reads. */
export const environmentSchema = serverVariables
  .safeExtend({
    BUDENG_HTTP_PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(4000)
      .describe('Port of the API and the dashboard'),
    BUDENG_HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address that the HTTP port is bound to'),
    BUDENG_HTTPS_CERT_FILE: z.string().min(1).optional().describe('Certificate of the HTTP port, PEM: it speaks HTTPS'),
    BUDENG_HTTPS_KEY_FILE: z.string().min(1).optional().describe('Its private key, PEM'),
    BUDENG_FILES_DIR: FILES_DIR,
    BUDENG_DASHBOARD_DIR: z.string().min(1).default(DASHBOARD_DIR).describe('Folder of the built dashboard'),
    BUDENG_ALLOWED_ORIGINS: commaList.describe(
      'Further origins whose pages may speak to the API, with commas between them',
    ),
    BUDENG_TRUST_PROXY: commaList
      .refine((proxies) => proxies.every(isProxy), 'names addresses or networks, e.g. 10.0.0.7,10.1.0.0/16 or loopback')
      .describe('Proxies whose X-Forwarded-For is believed, with commas between them'),
    BUDENG_BULK_RAISE: z.coerce
      .number()
      .int()
      .positive()
      .default(200)
      .describe('An action on more terminals than this counts one tier higher'),
    BUDENG_PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .default('http://localhost:4000')
      .describe('Address under which people open the platform; passkeys are made for its name'),
    BUDENG_SSO_ISSUERS: commaList
      .refine((origins) => origins.every(isOrigin), 'names origins, e.g. https://id.bank.internal')
      .describe(
        'Origins of identity providers that stand in our own network or speak no TLS, with commas between them',
      ),
    BUDENG_NOTIFY_INSIDE: NOTIFY_INSIDE,
    BUDENG_API_COST_PER_MINUTE: z.coerce
      .number()
      .int()
      .positive()
      .optional()
      .describe('GraphQL cost that one session may spend in a minute'),
  })
  .refine((read) => (read.BUDENG_HTTPS_CERT_FILE === undefined) === (read.BUDENG_HTTPS_KEY_FILE === undefined), {
    path: ['BUDENG_HTTPS_KEY_FILE'],
    message: 'comes together with BUDENG_HTTPS_CERT_FILE',
  })

/** The environment in the words of the API. */
export interface Environment extends ServerEnvironment {
  readonly httpPort: number
  readonly httpHost: string
  readonly tlsFiles: TlsFiles | null
  readonly filesFolder: string
  readonly dashboardDir: string
  readonly allowedOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly bulkRaise: number
  readonly publicUrl: string
  readonly ssoIssuers: readonly string[]
  readonly notifyInside: readonly string[]
  readonly costPerMinute: number | undefined
}

/** @throws an error that names every variable at fault */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const read = readVariables(environmentSchema, variables)
  return {
    ...serverEnvironment(read),
    httpPort: read.BUDENG_HTTP_PORT,
    httpHost: read.BUDENG_HTTP_HOST,
    tlsFiles: tlsFilesOf(read.BUDENG_HTTPS_CERT_FILE, read.BUDENG_HTTPS_KEY_FILE),
    filesFolder: read.BUDENG_FILES_DIR ?? join(read.BUDENG_DATA_DIR, 'files'),
    dashboardDir: read.BUDENG_DASHBOARD_DIR,
    allowedOrigins: read.BUDENG_ALLOWED_ORIGINS,
    trustedProxies: read.BUDENG_TRUST_PROXY,
    bulkRaise: read.BUDENG_BULK_RAISE,
    publicUrl: read.BUDENG_PUBLIC_URL,
    ssoIssuers: read.BUDENG_SSO_ISSUERS,
    notifyInside: read.BUDENG_NOTIFY_INSIDE,
    costPerMinute: read.BUDENG_API_COST_PER_MINUTE,
  }
}

function tlsFilesOf(certFile: string | undefined, keyFile: string | undefined): TlsFiles | null {
  return certFile === undefined || keyFile === undefined ? null : { certFile, keyFile, clientCaFile: null }
}
