import { randomBytes } from 'node:crypto'
import { idMaker } from '@budeng/kernel'
import { KeyKeeper, readAuditKey, readAuditVerifiers, readSealKeys } from '@budeng/protocol'
import { closeAtSignal, keyListMemory, openPatiently } from '@budeng/storage'
import { pino } from 'pino'
import { readEnvironment } from './environment.ts'
import { httpHost } from './http-host.ts'
import { FAULT_DELAYS_MS, START_PATIENCE_MS } from './limits.ts'
import { createWorker } from './worker.ts'

const PATIENCE = { forMs: START_PATIENCE_MS, delaysMs: FAULT_DELAYS_MS }

/** The worker as a process: SIGTERM or SIGINT ends it when the turns under way are committed. */
async function run(): Promise<void> {
  const environment = readEnvironment()
  const { databaseUrl, keysFolder, checkpointFolder, filesFolder, hostUrl, workerId, clock, clockFactor } = environment
  const { publicUrl, notifyInside, logLevel, backup } = environment
  const log = pino({ level: logLevel, name: 'worker' })
  const sealLink = readSealKeys(keysFolder, 'link')
  const audit = { key: readAuditKey(keysFolder), verifiers: readAuditVerifiers(keysFolder), checkpointFolder }
  const newId = idMaker(() => clock.now(), randomBytes)
  const storage = await openPatiently({ url: databaseUrl, role: 'worker', clock, newId, log }, log, PATIENCE)
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
    backup: { settings: backup, keysFolder },
    notify: { publicUrl, inside: notifyInside },
  })
  log.info({ workerId }, 'the worker runs')
  process.on('SIGHUP', () => void keeper.look())
  closeAtSignal('worker', log, [worker, keeper, storage])
}

run().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exit(1)
})
