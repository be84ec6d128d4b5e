import { resolve } from 'node:path'
import { z } from 'zod'
import { CommandFault, EXIT } from './exit-codes.ts'

const port = (fallback: number, about: string) =>
  z.coerce.number().int().min(1).max(65_535).default(fallback).describe(about)

/** Every variable that the command line reads, in the order of `.env.example`. */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('development')
    .describe('`production` refuses demo people, simulated terminals and a faster clock.'),
  BUDENG_HTTP_PORT: port(4000, 'Dashboard, GraphQL, enrolment, health and metrics, on 127.0.0.1.'),
  BUDENG_MQTT_PORT: port(1883, 'Terminals connect here.'),
  BUDENG_HOST_PORT: port(4010, 'The simulated acquirer host of the demo.'),
  BUDENG_DATA_DIR: z
    .string()
    .min(1)
    .default('.budeng')
    .describe('Folder of the embedded database, the keys and the demo. Relative to the working directory.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('A PostgreSQL server (15 or later). Left out: an embedded one, in the data folder.'),
  BUDENG_KEYS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the keys. Left out: `keys` in the data folder; made there by the demo only.'),
  BUDENG_CLOCK_FACTOR: z.coerce
    .number()
    .positive()
    .max(100_000)
    .default(1)
    .describe('Platform time runs this many times as fast, terminals included. Refused in production.'),
  BUDENG_CLOCK_ORIGIN: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe('Where the faster clock began, ms since 1970; set by `budeng start` for its processes.'),
  BUDENG_BULK_RAISE: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('An action on more terminals than this counts one tier higher. 200; 50 in the demo.'),
  BUDENG_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .describe('What the processes say.'),
  BUDENG_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The platform that `terminals list` and `relogin` talk to. Left out: the local one.'),
  BUDENG_TOKEN: z.string().min(1).optional().describe('API token for it.'),
  BUDENG_EMAIL: z.string().min(1).optional().describe('Or a person; the password is asked for.'),
  BUDENG_PASSWORD: z.string().min(1).optional().describe('The password, where nobody can be asked.'),
  NO_COLOR: z.string().optional().describe('Any value: no colours.'),
})
type Variables = z.infer<typeof environmentSchema>

/** The environment as the rest of the command line sees it. */
export interface Environment {
  readonly production: boolean
  readonly httpPort: number
  readonly mqttPort: number
  readonly hostPort: number
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly keysDir: string
  /** True when somebody else made the keys: they are never made here then. */
  readonly keysGiven: boolean
  readonly clockFactor: number
  readonly clockOrigin: number | null
  readonly bulkRaise: number | null
  readonly logLevel: Variables['BUDENG_LOG_LEVEL']
  readonly url: string
  readonly token: string | null
  readonly email: string | null
  readonly password: string | null
  readonly colour: boolean
  /** As it was read, for child processes. */
  readonly inherited: Readonly<Record<string, string | undefined>>
}

/** Reads the environment once. @throws CommandFault that names every variable that is wrong */
export function readEnvironment(inherited: NodeJS.ProcessEnv = process.env): Environment {
  const present = Object.fromEntries(Object.entries(inherited).filter(([, value]) => value !== ''))
  const reading = environmentSchema.safeParse(present)
  if (!reading.success) throw new CommandFault(EXIT.usage, describeProblems(reading.error, inherited))
  const variables = reading.data
  if (variables.NODE_ENV === 'production' && variables.BUDENG_CLOCK_FACTOR !== 1)
    throw new CommandFault(
      EXIT.usage,
      'BUDENG_CLOCK_FACTOR must be 1 (or left out) when NODE_ENV is production: times in the record would be wrong.',
    )
  return environmentOf(variables, inherited)
}

function environmentOf(variables: Variables, inherited: NodeJS.ProcessEnv): Environment {
  const dataDir = resolve(variables.BUDENG_DATA_DIR)
  return {
    production: variables.NODE_ENV === 'production',
    httpPort: variables.BUDENG_HTTP_PORT,
    mqttPort: variables.BUDENG_MQTT_PORT,
    hostPort: variables.BUDENG_HOST_PORT,
    dataDir,
    databaseUrl: variables.DATABASE_URL ?? null,
    keysDir: variables.BUDENG_KEYS_DIR === undefined ? resolve(dataDir, 'keys') : resolve(variables.BUDENG_KEYS_DIR),
    keysGiven: variables.BUDENG_KEYS_DIR !== undefined,
    clockFactor: variables.BUDENG_CLOCK_FACTOR,
    clockOrigin: variables.BUDENG_CLOCK_ORIGIN ?? null,
    bulkRaise: variables.BUDENG_BULK_RAISE ?? null,
    logLevel: variables.BUDENG_LOG_LEVEL,
    url: variables.BUDENG_URL ?? `http://127.0.0.1:${variables.BUDENG_HTTP_PORT}`,
    token: variables.BUDENG_TOKEN ?? null,
    email: variables.BUDENG_EMAIL ?? null,
    password: variables.BUDENG_PASSWORD ?? null,
    colour: variables.NO_COLOR === undefined && process.stdout.isTTY === true,
    inherited,
  }
}

/** All problems at once, with the values as they were read; those that may hold a secret are not shown. */
function describeProblems(error: z.ZodError, inherited: NodeJS.ProcessEnv): string {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '')
    const shown = /URL|TOKEN|PASSWORD/.test(name) ? '' : ` is "${inherited[name] ?? ''}"`
    return `  ${name}${shown}: ${issue.message}`
  })
  return ['The environment is wrong:', ...lines, 'All variables: npm run budeng -- config'].join('\n')
}
