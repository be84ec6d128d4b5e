import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { idMaker } from '@budeng/kernel'
import { ServerTls } from '@budeng/protocol'
import { isConnectionLost, type Log, openStorage, type Storage, type StorageOptions } from '@budeng/storage'
import { pino } from 'pino'
import { createApi } from './api.ts'
import { readEnvironment } from './environment.ts'
import { openKeys, readSeals } from './keys.ts'
import { START_PATIENCE_MS, START_RETRY_MS } from './limits.ts'

/** The API as a process: SIGTERM or SIGINT ends it when what is being answered is answered. */
async function run(): Promise<void> {
  const { databaseUrl, httpPort, httpHost, keysFolder, tlsFiles, logLevel, ...options } = readEnvironment()
  const log = pino({ level: logLevel, name: 'api' })
  const seals = readSeals(keysFolder) // what is wrong with the folder is told before the database is waited for
  const { clock } = options
  const newId = idMaker(() => clock.now(), randomBytes)
  const storage = await openPatiently({ url: databaseUrl, role: 'app', clock, newId, log }, log)
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
  const stop = (signal: string) => {
    log.info({ signal }, 'the API stops')
    api
      .close()
      .then(() => keeper.close())
      .then(() => storage.close())
      .then(
        () => process.exit(0),
        (fault: unknown) => {
          log.error({ reason: String(fault) }, 'the API did not stop cleanly')
          process.exit(1)
        },
      )
  }
  process.on('SIGHUP', () => {
    void keeper.look()
    tls.tls?.look()
  })
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/** A database that starts at the same time is waited for; any other fault is one. */
async function openPatiently(options: StorageOptions, log: Log): Promise<Storage> {
  for (const startedAt = performance.now(); ; ) {
    try {
      return await openStorage(options)
    } catch (fault) {
      if (!isConnectionLost(fault) || performance.now() - startedAt > START_PATIENCE_MS) throw fault
      log.warn({}, 'the database does not answer yet')
      await wait(START_RETRY_MS)
    }
  }
}

run().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exit(1)
})
