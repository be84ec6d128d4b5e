import { type ScenarioName, SPARE_TERMINAL } from '@budeng/simulator'
import { MINUTE } from '@budeng/kernel'
import { migrate } from '@budeng/storage'
import { processClock } from '../clock.ts'
import type { DemoPerson } from '../demo/people.ts'
import { prepareDemo } from '../demo/prepare.ts'
import { prepareTraining } from '../demo/training.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { readyBlocks } from '../house/blocks.ts'
import { assertBuilt } from '../house/built.ts'
import { ensureDataFolder } from '../house/data-folder.ts'
import { clockOrigin as originOfData } from '../house/clock-origin.ts'
import { type Database, openDatabase } from '../house/database.ts'
import { type House, openHouse } from '../house/house.ts'
import { prepareKeys } from '../house/keys.ts'
import { readableLogLine } from '../house/log-line.ts'
import { assertPortsFree, type WantedPort } from '../house/ports.ts'
import { type ProgramSettings, serverPrograms, simulatorProgram } from '../house/programs.ts'
import { untilReady } from '../house/ready.ts'
import { restartOnChange } from '../house/watch.ts'
import { BULK_RAISE_DEMO, TRAINING_DEFAULT } from '../limits.ts'
import { consoleProgress, type Progress } from '../progress.ts'
import { untilAskedToStop } from '../signals.ts'

export interface StartOptions {
  readonly terminals: number
  /** Simulated terminals on which people learn. */
  readonly training?: number
  readonly seed: number
  /** How simulated terminals behave that this start makes. */
  readonly scenario: ScenarioName
  /** Restarts each server when it was built anew. */
  readonly watch: boolean
  /** Of a simulated terminal while its shop is open. */
  readonly salesPerHour: number
  readonly opening: number
  /** Files to which simulated terminals write their histories, and their journals. */
  readonly history?: string
  readonly truth?: string
  /** Records that simulated terminals write together as fast as they are taken. */
  readonly rush?: number
}

interface Run {
  readonly environment: Environment
  readonly options: StartOptions
  readonly progress: Progress
  readonly clockOrigin: number
  readonly stopping: AbortSignal
}

/** The whole house, until it is asked to stop. In production: the servers alone. */
export async function start(environment: Environment, options: StartOptions): Promise<number> {
  const progress = consoleProgress()
  const startedMs = performance.now()
  if (environment.production && environment.databaseUrl === null)
    throw new CommandFault(
      EXIT.usage,
      'DATABASE_URL is needed when NODE_ENV is production: the embedded database is for trying Budeng out.',
    )
  if ((!environment.production || (options.training ?? 0) > 0) && !environment.mqttPlain)
    throw new CommandFault(
      EXIT.usage,
      'Simulated terminals connect without TLS, on loopback: with them BUDENG_MQTT_PLAIN must be on.',
    )
  const stopping = new AbortController()
  void untilAskedToStop().then(() => stopping.abort())
  progress.note(`Budeng on Node ${process.versions.node}, data in ${environment.dataDir}`)
  assertBuilt(serverPrograms(environment, { databaseUrl: '', clockOrigin: 0, bulkRaise: null }))
  await assertPortsFree(wantedPorts(environment))
  ensureDataFolder(environment.dataDir)
  const run: Run = {
    environment,
    options,
    progress,
    clockOrigin: originOf(environment, progress),
    stopping: stopping.signal,
  }
  const { clock } = processClock(environment.clockFactor, run.clockOrigin)
  await progress.step('keys', async () => prepareKeys(environment, clock.now()))
  const database = await progress.step(
    'database',
    () => openDatabase(environment, progress),
    ({ about }) => about,
  )
  try {
    await runOn(run, database, startedMs)
  } catch (error) {
    if (!stopping.signal.aborted) throw error // what was interrupted by a stop is no failure
  } finally {
    await database.stop()
    progress.note('Stopped.')
  }
  return EXIT.ok
}

function originOf({ dataDir, clockFactor, clockOrigin: given }: Environment, progress: Progress): number {
  if (given !== null) return given
  const { origin, behindMs } = originOfData(dataDir, clockFactor, Date.now())
  if (behindMs > 0)
    progress.note(
      `The clock ran faster before: what is recorded reaches ${Math.ceil(behindMs / MINUTE)} min into the future. npm run reset empties it.`,
    )
  return origin
}

async function runOn(run: Run, database: Database, startedMs: number): Promise<void> {
  const { environment, progress, stopping, options } = run
  await progress.step(
    'schema',
    () => migrate(database.url),
    () => 'up to date',
  )
  const settings = settingsOf(run, database)
  const house = openHouse((name, line) => progress.note(`${name}: ${readableLogLine(line)}`))
  const stopWatching: (() => void)[] = []
  try {
    for (const program of serverPrograms(environment, settings)) {
      const server = house.start(program)
      if (options.watch) stopWatching.push(restartOnChange(server, program.script, (line) => progress.note(line)))
    }
    // The servers come up while the demonstration is made; the simulator needs what it makes
    const people = environment.production ? [] : await demo(run, database)
    const training = options.training ?? (environment.production ? 0 : TRAINING_DEFAULT)
    if (training > 0) people.push(...(await train(run, database, training)))
    const simulated = !environment.production || training > 0
    if (simulated) house.start(simulatorProgram(environment, settings, simulatorArguments(options, training)))
    await progress.step(
      'processes',
      () => untilReady(environment, simulated ? () => house.fleet() : null, stopping),
      () => aboutHouse(house),
    )
    progress.note(`Ready after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s. Ctrl-C stops everything.`)
    process.stdout.write(readyBlocks(environment, people, environment.production ? null : SPARE_TERMINAL))
    await untilAborted(stopping)
  } finally {
    progress.note('Stopping …')
    for (const stop of stopWatching) stop()
    await house.stop()
  }
}

async function demo({ environment, options, progress, clockOrigin }: Run, database: Database): Promise<DemoPerson[]> {
  const { terminals, seed, scenario } = options
  const seeded = await progress.step(
    'demo',
    () => prepareDemo(environment, { databaseUrl: database.url, clockOrigin, terminals, seed, scenario }),
    ({ before, added }) =>
      added === 0 ? `${before} terminals, as they were` : `${added} terminals made, ${before + added} in all`,
  )
  return [...seeded.people]
}

async function train(
  { environment, progress, clockOrigin }: Run,
  database: Database,
  count: number,
): Promise<readonly DemoPerson[]> {
  const { people } = await progress.step(
    'training',
    () => prepareTraining(environment, { databaseUrl: database.url, clockOrigin, count }),
    ({ added }) => (added === 0 ? 'as it was' : `${added} terminals to learn on`),
  )
  return people
}

function settingsOf({ environment, clockOrigin: origin }: Run, database: Database): ProgramSettings {
  const bulkRaise = environment.bulkRaise ?? (environment.production ? null : BULK_RAISE_DEMO)
  return { databaseUrl: database.url, clockOrigin: origin, bulkRaise }
}

function simulatorArguments(
  { terminals, seed, salesPerHour, opening, history, truth, rush }: StartOptions,
  training: number,
): string[] {
  return [
    '--terminals',
    String(terminals),
    '--training',
    String(training),
    '--seed',
    String(seed),
    '--sales-per-hour',
    String(salesPerHour),
    '--opening',
    String(opening),
    ...(truth === undefined ? [] : ['--truth', truth]),
    ...(rush === undefined ? [] : ['--rush', String(rush)]),
    ...(history === undefined ? [] : ['--history', history]),
  ]
}

function aboutHouse(house: House): string {
  const fleet = house.fleet()
  const names = house.processes.map(({ name }) => name).join(', ')
  return fleet === null ? `${names} up` : `${names} up, ${fleet.connected} terminals connected`
}

function wantedPorts(environment: Environment): WantedPort[] {
  const { httpPort, mqttPort, mqttPlain, mqttsPort, hostPort, hostIsoPort, production } = environment
  return [
    { port: httpPort, purpose: 'HTTP', variable: 'BUDENG_HTTP_PORT' },
    ...(mqttPlain ? [{ port: mqttPort, purpose: 'MQTT', variable: 'BUDENG_MQTT_PORT' }] : []),
    ...(mqttsPort === null ? [] : [{ port: mqttsPort, purpose: 'MQTT with TLS', variable: 'BUDENG_MQTTS_PORT' }]),
    ...(production
      ? []
      : [
          { port: hostPort, purpose: 'simulated host', variable: 'BUDENG_HOST_PORT' },
          { port: hostIsoPort, purpose: 'simulated host, ISO 8583', variable: 'BUDENG_HOST_ISO_PORT' },
        ]),
  ]
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
