import type { BackupSettings } from '@budeng/backup/settings'
import type { Instant } from '@budeng/kernel'
import { beat, leave, type Log, PLATFORM_ACTOR, PLATFORM_SCOPE, Sequencer, type Storage } from '@budeng/storage'
import { Backups } from './backups.ts'
import { Detection } from './detection.ts'
import { DetectionDays } from './detection-days.ts'
import { Dispatcher } from './dispatcher.ts'
import type { HostPort } from './host-port.ts'
import { eraseTerminalFiles } from './files/terminal-files.ts'
import { ExportJobs } from './exports/export-jobs.ts'
import { FileImports } from './files/file-imports.ts'
import { MissingJob } from './files/missing-job.ts'
import { HostMatching } from './host-matching.ts'
import { HostQuestions } from './host-questions.ts'
import { HostTruth } from './host-truth.ts'
import { jobs } from './jobs.ts'
import { BEAT_MS, EXPORTS_LOOK_MS, SIGNATURES_PER_SECOND } from './limits.ts'
import { Loop } from './loop.ts'
import { Notifier } from './notifications/notifier.ts'
import { Rate } from './rate.ts'
import { type AuditSeal, Sealer } from './sealer.ts'
import type { WorkerKeys } from './signing.ts'

export interface WorkerOptions {
  /** Opened under the role `worker`; the caller closes it afterwards. */
  readonly storage: Storage
  /** For the sequencer's own connection. */
  readonly databaseUrl: string
  readonly workerId: string
  readonly keys: WorkerKeys
  readonly host: HostPort
  readonly audit: AuditSeal
  /** Where acquirers' files and exports lie; the API has the same. */
  readonly filesFolder: string
  readonly log: Log
  /** Where notifications lead, and where they may go although it is inside; nowhere inside when left out. */
  readonly notify?: { readonly publicUrl: string; readonly inside: readonly string[] }
  /** Daily backups, and the keys that belong to them; none when left out. */
  readonly backup?: { readonly settings: BackupSettings; readonly keysFolder: string }
  /** Platform milliseconds in a real one; 1 when left out. */
  readonly clockFactor?: number
  readonly signaturesPerSecond?: number
}

/** What runs without a caller: order of events, signing, timers, witnesses, and looking after what stopped. */
export interface Worker {
  metrics(): WorkerMetrics
  /** Ends the turns under way, says good-bye. */
  close(): Promise<void>
}

export type WorkerMetrics = ReturnType<typeof metricsOf> & {
  readonly keys: ReturnType<typeof keyFigures>
  readonly truth: ReturnType<HostTruth['counts']>
  readonly hostMatching: ReturnType<HostMatching['counts']>
  readonly detection: ReturnType<Detection['counts']>
  readonly imports: ReturnType<FileImports['counts']>
  readonly exports: ReturnType<ExportJobs['counts']>
  readonly notifications: ReturnType<Notifier['counts']>
  readonly backup: ReturnType<Backups['counts']>
}

/** Starts all loops; it serves at once. */
export function createWorker(options: WorkerOptions): Worker {
  const { storage, databaseUrl, keys, log, clockFactor = 1 } = options
  const sequencer = new Sequencer({ url: databaseUrl, role: 'worker' }, log)
  const questions = new HostQuestions(storage, options.host, log, () => evidence.ring())
  const dispatcher = new Dispatcher({
    storage,
    keys,
    log,
    clockFactor,
    rate: new Rate(options.signaturesPerSecond ?? SIGNATURES_PER_SECOND),
    askHost: (addresses) => questions.ask(addresses),
  })
  const truth = new HostTruth(storage, options.host, log)
  const imports = new FileImports(storage, options.filesFolder, log)
  const taken = new ExportJobs(storage, options.filesFolder, log)
  const sealer = new Sealer(storage, options.audit, log)
  const evidence = new Loop('evidence', log, () => questions.turn())
  const dispatch = new Loop('dispatch', log, () => dispatcher.turn())
  const seal = new Loop('seal', log, () => sealer.turn())
  const files = new Loop('files', log, () => imports.turn())
  const missing = new MissingJob(storage)
  const matching = new Loop('matching', log, () => missing.turn())
  const exports = new Loop('exports', log, () => taken.turn())
  const erasing = new Loop('terminalFiles', log, async () => {
    await eraseTerminalFiles(storage, options.filesFolder)
    return EXPORTS_LOOK_MS
  })
  const told = new Loop('hostTruth', log, () => truth.turn())
  const against = new HostMatching(storage)
  const held = new Loop('hostMatching', log, () => against.turn())
  const { detection, watching } = detecting(storage, log, clockFactor)
  const notifier = notifierOf(options, () => messages.ring())
  const messages: Loop = new Loop('messages', log, () => notifier.turn())
  const backups = new Backups(options)
  const backing = new Loop('backup', log, () => backups.turn())
  const chores = Object.entries(jobs(storage, log, clockFactor)).map(([name, turn]) => new Loop(name, log, turn))
  const loops: readonly Loop[] = [
    ...[dispatch, evidence, seal, told, held, files, matching, exports, erasing, messages, backing],
    ...watching,
    ...chores,
  ]
  const metrics = () => ({
    ...metricsOf(sequencer, dispatcher, questions, sealer, storage, loops),
    truth: truth.counts(),
    hostMatching: against.counts(),
    detection: detection.counts(),
    imports: imports.counts(),
    exports: taken.counts(),
    notifications: notifier.counts(),
    backup: backups.counts(),
    keys: keyFigures(keys, storage.clock.now()),
  })
  const life = lifeOf(options, metrics)
  const unlisten = storage.onBell(() => dispatch.ring())

  return {
    metrics,
    close: async () => {
      unlisten()
      backups.stop()
      await Promise.all([...loops, life].map((loop) => loop.close()))
      await questions.close()
      await notifier.close()
      await sequencer.close()
      await sayGoodBye(options)
    },
  }
}

function lifeOf({ storage, workerId: id, log }: WorkerOptions, metrics: () => WorkerMetrics): Loop {
  return new Loop('beat', log, async () => {
    const detail = metrics()
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => beat(unit, { id, kind: 'worker', detail }))
    return BEAT_MS
  })
}

async function sayGoodBye({ storage, workerId, log }: WorkerOptions): Promise<void> {
  await storage
    .write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => leave(unit, workerId))
    .catch((fault: unknown) => log.warn({ reason: String(fault) }, 'the worker left without a word'))
}

function detecting(storage: Storage, log: Log, clockFactor: number) {
  const detection = new Detection(storage)
  const days = new DetectionDays(storage, clockFactor)
  const watching = [
    new Loop('detection', log, () => detection.turn()),
    new Loop('detectionDays', log, () => days.turn()),
  ]
  return { detection, watching }
}

function notifierOf({ storage, log, clockFactor = 1, keys, notify }: WorkerOptions, ring: () => void): Notifier {
  const nowhere = { publicUrl: 'http://localhost:4000', inside: [] }
  return new Notifier({ storage, log, clockFactor, sealLink: keys.sealLink, ring, ...(notify ?? nowhere) })
}

/** The platform's keys as this process has them; a time of 0: none in force. */
function keyFigures({ ring }: WorkerKeys, now: Instant) {
  return { version: ring().version, commandEndsSeconds: Math.floor((ring().endOf('command', now) ?? 0) / 1_000) }
}

function metricsOf(
  sequencer: Sequencer,
  dispatcher: Dispatcher,
  questions: HostQuestions,
  sealer: Sealer,
  storage: Storage,
  loops: readonly Loop[],
) {
  return {
    sequencer: sequencer.stats(),
    dispatcher: dispatcher.counts(),
    host: questions.counts(),
    sealer: sealer.counts(),
    storage: storage.stats(),
    faults: Object.fromEntries(loops.map(({ name, faults }) => [name, faults])),
  }
}
