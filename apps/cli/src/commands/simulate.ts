import { mkdirSync } from 'node:fs'
import { MINUTE } from '@budeng/kernel'
import {
  codesNow,
  createTimerWheel,
  type FleetOptions,
  type InstalledSoftware,
  machinesOf,
  openHistory,
  openLineFile,
  openMachineFile,
  openSharedDisk,
  openSimulatedHost,
  openTruthFile,
  practised,
  Rush,
  screensListener,
  type SimulatedFleet,
  type SimulatedHost,
  type SimulatedMachine,
  startFleet,
  type Watched,
} from '@budeng/simulator'
import { processClock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { untilListening } from '../house/broker-up.ts'
import { placesIn } from '../house/places.ts'
import { untilAskedToStop } from '../signals.ts'
import { FLEET_TOLD_EVERY_MS } from '../limits.ts'

export interface SimulateOptions {
  /** At most this many of the machines of the data folder. */
  readonly terminals: number
  /** And of those on which people learn. */
  readonly training?: number
  readonly seed: number
  readonly salesPerHour: number
  /** Minutes over which terminals that are not well are switched on. */
  readonly opening: number
  /** Files to which histories and journals are written. */
  readonly history?: string
  readonly truth?: string
  /** Records that the terminals write together as fast as they are taken. */
  readonly rush?: number
}

/** Runs the simulated host and the machines of the data folder until asked to stop; in production those for training alone. */
export async function simulate(environment: Environment, options: SimulateOptions): Promise<number> {
  if (environment.production && (options.training ?? 0) === 0)
    throw new CommandFault(EXIT.usage, 'Simulated terminals are refused when NODE_ENV is production, but for training.')
  const places = placesIn(environment.dataDir, environment.keysDir)
  mkdirSync(places.demo, { recursive: true, mode: 0o700 })
  const origin = environment.clockOrigin ?? Date.now()
  const { clock } = processClock(environment.clockFactor, origin)

  const scheduler = createTimerWheel(environment.clockFactor)
  const machines = [
    ...(environment.production ? [] : machinesOf(openMachineFile(places.machines)).slice(0, options.terminals)),
    ...machinesOf(openMachineFile(places.trainingMachines)).slice(0, options.training).map(practised),
  ]
  let fleet: SimulatedFleet | null = null
  const simulated = await openSimulatedHost({
    clock,
    scheduler,
    memoryFile: places.host,
    factsFile: places.hostFacts,
    acquirers: new Set(machines.map(({ identity }) => identity.acquirer)),
    httpPort: environment.hostPort,
    isoPort: environment.hostIsoPort,
    before: screensListener(
      () => watched(fleet?.terminals ?? []),
      () => codesNow(places.demo),
    ),
  })
  for (const machine of machines) disposeHost(simulated.host, machine)
  const disk = openSharedDisk(places.disks)
  const flash = openLineFile<InstalledSoftware>(places.flash)
  const history = options.history === undefined ? undefined : openHistory(options.history, () => clock.now())
  const truth = options.truth === undefined ? undefined : openTruthFile(options.truth)
  const fleetOptions: FleetOptions = {
    machines,
    mqtt: { host: '127.0.0.1', port: environment.mqttPort },
    hostUrl: simulated.http.url,
    platformUrl: environment.url,
    flash,
    host: simulated.link,
    scheduler,
    disk,
    seed: options.seed,
    trade: {
      seed: options.seed,
      salesPerHour: options.salesPerHour,
      clock,
      ...(options.rush === undefined ? {} : { rush: new Rush(options.rush) }),
    },
    openingMs: options.opening * MINUTE,
    ...(history === undefined ? {} : { history }),
    ...(truth === undefined ? {} : { truth }),
  }
  await untilListening(environment.mqttPort)
  const running = startFleet(fleetOptions)
  fleet = running
  const telling = setInterval(() => tell(running.connected, running.expected), FLEET_TOLD_EVERY_MS)
  await untilAskedToStop()
  clearInterval(telling)
  running.stop()
  await simulated.close()
  scheduler.stop()
  history?.close()
  truth?.close()
  flash.close()
  disk.close()
  return EXIT.ok
}

/** The host's disposition towards a terminal is given once; what the terminal did with it since is remembered. */
function disposeHost(host: SimulatedHost['host'], { identity, behaviour }: SimulatedMachine): void {
  if (behaviour.host !== undefined && host.witness(identity).lastSignOn === null) host.script(identity, behaviour.host)
}

function* watched(terminals: SimulatedFleet['terminals']): Iterable<Watched> {
  for (const { machine, screen } of terminals) {
    const { acquirer, tid } = machine.identity
    yield { acquirer, tid, model: machine.model, screen }
  }
}

/** For the supervisor; alone, nobody listens. */
function tell(connected: number, expected: number): void {
  process.send?.({ kind: 'fleet', connected, expected })
}
