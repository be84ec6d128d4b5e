import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { idMaker } from '@budeng/kernel'
import { KeyKeeper, readAuditKey, readAuditVerifiers, readSealKeys } from '@budeng/protocol'
import {
  isConnectionLost,
  keyListMemory,
  type Log,
  openStorage,
  type Storage,
  type StorageOptions,
} from '@budeng/storage'
import { pino } from 'pino'
import { readEnvironment } from './environment.ts'
import { httpHost } from './http-host.ts'
import { FAULT_DELAYS_MS, START_PATIENCE_MS } from './limits.ts'
import { createWorker } from './worker.ts'

/** The worker as a process: SIGTERM or SIGINT ends it when the turns under way are committed. */
async function run(): Promise<void> {
  const environment = readEnvironment()
  const { databaseUrl, keysFolder, checkpointFolder, filesFolder, hostUrl, workerId, clock, clockFactor } = environment
  const { publicUrl, notifyInside, logLevel } = environment
  const log = pino({ level: logLevel, name: 'worker' })
  const sealLink = readSealKeys(keysFolder, 'link')
  const audit = { key: readAuditKey(keysFolder), verifiers: readAuditVerifiers(keysFolder), checkpointFolder }
  const newId = idMaker(() => clock.now(), randomBytes)
  const storage = await openPatiently({ url: databaseUrl, role: 'worker', clock, newId, log }, log)
  const keeper = await KeyKeeper.open({
    folder: keysFolder,
    uses: ['command', 'correction'],
    memory: keyListMemory(storage),
    log,
    reload: () => sealLink.reload(),
  })
  const keys = { ring: () => keeper.ring, sealLink }
  const host = httpHost(hostUrl)
  const worker = createWorker({
    ...{ storage, databaseUrl, workerId, keys, audit, host, filesFolder, log, clockFactor },
    notify: { publicUrl, inside: notifyInside },
  })
  log.info({ workerId }, 'the worker runs')
  const stop = (signal: string) => {
    log.info({ signal }, 'the worker stops')
    worker
      .close()
      .then(() => keeper.close())
      .then(() => storage.close())
      .then(
        () => process.exit(0),
        (fault: unknown) => {
          log.error({ reason: String(fault) }, 'the worker did not stop cleanly')
          process.exit(1)
        },
      )
  }
  process.on('SIGHUP', () => void keeper.look())
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** A database that starts at the same time is waited for; any other fault is one. */
async function openPatiently(options: StorageOptions, log: Log): Promise<Storage> {
  const startedAt = performance.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await openStorage(options)
    } catch (fault) {
      if (!isConnectionLost(fault) || performance.now() - startedAt > START_PATIENCE_MS) throw fault
      log.warn({ attempt }, 'the database does not answer yet')
      await wait(FAULT_DELAYS_MS[Math.min(attempt, FAULT_DELAYS_MS.length - 1)])
    }
  }
}

run().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exit(1)
})
