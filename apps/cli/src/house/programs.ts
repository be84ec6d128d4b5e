import { join } from 'node:path'
import { heapArguments } from '@budeng/storage'
import type { Environment } from '../environment.ts'
import type { Program } from './child.ts'
import { builtDashboard, builtProgram } from './places.ts'

/** What the processes are told beyond what they inherit. */
export interface ProgramSettings {
  readonly databaseUrl: string
  readonly clockOrigin: number
  readonly bulkRaise: number | null
}

/** The servers of the house, in the order in which they start; they stop the other way round. */
export function serverPrograms(environment: Environment, settings: ProgramSettings): Program[] {
  const env = childEnvironment(environment, settings)
  const names = ['api', 'worker', 'gateway'] as const
  return names.map((name) => ({ name, script: builtProgram(name), args: [], node: heapArguments(name), env }))
}

/** Host and terminals of the demonstration: this very program, once more. */
export function simulatorProgram(
  environment: Environment,
  settings: ProgramSettings,
  args: readonly string[],
): Program {
  return {
    name: 'simulator',
    script: builtProgram('cli'),
    args: ['simulate', ...args],
    env: childEnvironment(environment, settings),
  }
}

function childEnvironment(
  environment: Environment,
  { databaseUrl, clockOrigin, bulkRaise }: ProgramSettings,
): Program['env'] {
  return {
    ...environment.inherited,
    // What was compiled for the last start need not be compiled again
    NODE_COMPILE_CACHE: environment.inherited['NODE_COMPILE_CACHE'] ?? join(environment.dataDir, 'compiled'),
    NODE_ENV: environment.production ? 'production' : 'development',
    DATABASE_URL: databaseUrl,
    BUDENG_DASHBOARD_DIR: environment.inherited['BUDENG_DASHBOARD_DIR'] ?? builtDashboard(),
    BUDENG_DATA_DIR: environment.dataDir,
    BUDENG_KEYS_DIR: environment.keysDir,
    BUDENG_CHECKPOINT_DIR: environment.checkpointDir,
    BUDENG_HTTP_PORT: String(environment.httpPort),
    BUDENG_MQTT_PORT: String(environment.mqttPort),
    BUDENG_HOST_PORT: String(environment.hostPort),
    BUDENG_HOST_ISO_PORT: String(environment.hostIsoPort),
    BUDENG_LOG_LEVEL: environment.logLevel,
    BUDENG_CLOCK_FACTOR: String(environment.clockFactor),
    BUDENG_CLOCK_ORIGIN: String(clockOrigin),
    BUDENG_PUBLIC_URL: environment.publicUrl,
    ...(bulkRaise === null ? {} : { BUDENG_BULK_RAISE: String(bulkRaise) }),
  }
}
