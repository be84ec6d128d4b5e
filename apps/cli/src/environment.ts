import { resolve } from 'node:path'
import { BACKUP_SECRETS, type BackupSettings, backupSettings } from '@budeng/backup/settings'
import { withSecretFiles } from '@budeng/protocol'
import type { z } from 'zod'
import { environmentSchema } from './environment-schema.ts'
import { CommandFault, EXIT } from './exit-codes.ts'

type Variables = z.infer<typeof environmentSchema>

/** The environment as the rest of the command line sees it. */
export interface Environment {
  readonly production: boolean
  readonly httpPort: number
  readonly mqttPort: number
  readonly hostPort: number
  readonly hostIsoPort: number
  /** Null: terminals do not connect with TLS. */
  readonly mqttsPort: number | null
  /** Terminals may connect without TLS. */
  readonly mqttPlain: boolean
  /** The HTTP port speaks HTTPS. */
  readonly https: boolean
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly keysDir: string
  /** True when somebody else made the keys: they are never made here then. */
  readonly keysGiven: boolean
  /** Where the worker writes checkpoints of the audit log. */
  readonly checkpointDir: string
  /** Where the API keeps files, and with it packages. */
  readonly filesDir: string
  readonly backup: BackupSettings
  readonly clockFactor: number
  readonly clockOrigin: number | null
  readonly bulkRaise: number | null
  /** Address under which people open the platform. */
  readonly publicUrl: string
  readonly logLevel: NonNullable<Variables['BUDENG_LOG_LEVEL']>
  readonly url: string
  readonly token: string | null
  readonly email: string | null
  readonly password: string | null
  readonly totp: string | null
  readonly colour: boolean
  /** As it was read, for child processes. */
  readonly inherited: Readonly<Record<string, string | undefined>>
}

/** Reads the environment once. @throws CommandFault that names every variable that is wrong */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const inherited = withSecrets(variables)
  const present = Object.fromEntries(Object.entries(inherited).filter(([, value]) => value !== ''))
  const reading = environmentSchema.safeParse(present)
  if (!reading.success) throw new CommandFault(EXIT.usage, describeProblems(reading.error, inherited))
  const read = reading.data
  if (read.NODE_ENV === 'production' && read.BUDENG_CLOCK_FACTOR !== 1)
    throw new CommandFault(
      EXIT.usage,
      'BUDENG_CLOCK_FACTOR must be 1 (or left out) when NODE_ENV is production: times in the record would be wrong.',
    )
  return environmentOf(read, inherited)
}

/** Each of these may stand in a file that `…_FILE` names. */
const SECRETS = ['DATABASE_URL', 'BUDENG_TOKEN', 'BUDENG_PASSWORD', 'BUDENG_TOTP', ...BACKUP_SECRETS]

function withSecrets(variables: NodeJS.ProcessEnv): Environment['inherited'] {
  try {
    return withSecretFiles(variables, SECRETS)
  } catch (fault) {
    throw new CommandFault(EXIT.usage, (fault as Error).message)
  }
}

function environmentOf(variables: Variables, inherited: NodeJS.ProcessEnv): Environment {
  const dataDir = resolve(variables.BUDENG_DATA_DIR)
  return {
    production: variables.NODE_ENV === 'production',
    httpPort: variables.BUDENG_HTTP_PORT,
    mqttPort: variables.BUDENG_MQTT_PORT,
    hostPort: variables.BUDENG_HOST_PORT,
    hostIsoPort: variables.BUDENG_HOST_ISO_PORT,
    mqttsPort: variables.BUDENG_MQTTS_CERT_FILE === undefined ? null : variables.BUDENG_MQTTS_PORT,
    mqttPlain: variables.BUDENG_MQTT_PLAIN !== 'off',
    https: variables.BUDENG_HTTPS_CERT_FILE !== undefined,
    dataDir,
    databaseUrl: variables.DATABASE_URL ?? null,
    keysDir: variables.BUDENG_KEYS_DIR === undefined ? resolve(dataDir, 'keys') : resolve(variables.BUDENG_KEYS_DIR),
    keysGiven: variables.BUDENG_KEYS_DIR !== undefined,
    checkpointDir: resolve(variables.BUDENG_CHECKPOINT_DIR ?? resolve(dataDir, 'checkpoints')),
    filesDir: resolve(variables.BUDENG_FILES_DIR ?? resolve(dataDir, 'files')),
    backup: backupSettings(variables),
    clockFactor: variables.BUDENG_CLOCK_FACTOR,
    clockOrigin: variables.BUDENG_CLOCK_ORIGIN ?? null,
    publicUrl:
      variables.BUDENG_PUBLIC_URL ??
      `${variables.BUDENG_HTTPS_CERT_FILE === undefined ? 'http' : 'https'}://localhost:${variables.BUDENG_HTTP_PORT}`,
    bulkRaise: variables.BUDENG_BULK_RAISE ?? null,
    logLevel: variables.BUDENG_LOG_LEVEL ?? (variables.NODE_ENV === 'production' ? 'info' : 'error'),
    url: variables.BUDENG_URL ?? localUrl(variables),
    token: variables.BUDENG_TOKEN ?? null,
    email: variables.BUDENG_EMAIL ?? null,
    password: variables.BUDENG_PASSWORD ?? null,
    totp: variables.BUDENG_TOTP ?? null,
    colour: variables.NO_COLOR === undefined && process.stdout.isTTY,
    inherited,
  }
}

/** By name with HTTPS: a certificate seldom holds an address. */
function localUrl({ BUDENG_HTTP_PORT: port, BUDENG_HTTPS_CERT_FILE: cert }: Variables): string {
  return cert === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`
}

/** All problems at once, with the values as they were read; those that may hold a secret are not shown. */
function describeProblems(error: z.ZodError, inherited: Environment['inherited']): string {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '')
    const shown = /URL|TOKEN|PASSWORD|TOTP|SECRET/.test(name) ? '' : ` is "${inherited[name] ?? ''}"`
    return `  ${name}${shown}: ${issue.message}`
  })
  return ['The environment is wrong:', ...lines, 'All variables: npm run budeng -- config'].join('\n')
}
