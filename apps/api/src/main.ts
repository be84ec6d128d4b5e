import { randomBytes } from 'node:crypto'
import { idMaker } from '@budeng/kernel'
import { ServerTls } from '@budeng/protocol'
import { closeAtSignal, openPatiently } from '@budeng/storage'
import { pino } from 'pino'
import { createApi } from './api.ts'
import { readEnvironment } from './environment.ts'
import { openKeys, readSeals } from './keys.ts'
import { START_PATIENCE_MS, START_RETRY_MS } from './limits.ts'

const PATIENCE = { forMs: START_PATIENCE_MS, delaysMs: [START_RETRY_MS] }

/** The API as a process: SIGTERM or SIGINT ends it when what is being answered is answered. */
async function run(): Promise<void> {
  const { databaseUrl, httpPort, httpHost, keysFolder, tlsFiles, logLevel, ...options } = readEnvironment()
  const log = pino({ level: logLevel, name: 'api' })
  const seals = readSeals(keysFolder) // what is wrong with the folder is told before the database is waited for
  const { clock } = options
  const newId = idMaker(() => clock.now(), randomBytes)
  const storage = await openPatiently({ url: databaseUrl, role: 'app', clock, newId, log }, log, PATIENCE)
  const { keys, keeper } = await openKeys(keysFolder, seals, storage, log)
  const tls = tlsFiles === null ? {} : { tls: new ServerTls(tlsFiles, log) }
  const api = await createApi({
    ...options,
    ...tls,
    storage,
    codeClock: { now: Date.now },
    newId,
    keys,
    port: httpPort,
    host: httpHost,
    log,
  })
  process.on('SIGHUP', () => {
    void keeper.look()
    tls.tls?.look()
  })
  closeAtSignal('API', log, [api, keeper, storage])
}

run().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exit(1)
})
