import { randomBytes } from 'node:crypto'
import { idMaker } from '@budeng/kernel'
import { KeyKeeper, readSealKeys, ServerTls } from '@budeng/protocol'
import { closeAtSignal, keyListMemory, type Log, openStorage } from '@budeng/storage'
import { pino } from 'pino'
import { readEnvironment, type TlsPlace } from './environment.ts'
import { createGateway, type TlsListener } from './gateway.ts'

/** Transactions under way at once: one a lane, and what flushes, dispatches and looks up beside them. */
const POOL_MAX = 20

/** The gateway as a process: SIGTERM or SIGINT ends it when all that it took is committed. */
async function run(): Promise<void> {
  const environment = readEnvironment()
  const { databaseUrl, port, host, plainForced, keysFolder, gatewayId, clock, logLevel, sideConnections } = environment
  const log = pino({ level: logLevel, name: 'gateway' })
  const sealLink = readSealKeys(keysFolder, 'link')
  const newId = idMaker(() => clock.now(), randomBytes)
  const storage = await openStorage({ url: databaseUrl, role: 'gateway', clock, newId, log, poolMax: POOL_MAX })
  const keeper = await KeyKeeper.open({
    folder: keysFolder,
    uses: ['clock'],
    memory: keyListMemory(storage),
    log,
    reload: () => sealLink.reload(),
  })
  const tls = environment.tls === null ? undefined : openTls(environment.tls, log)
  const keys = { ring: () => keeper.ring, sealLink }
  const gateway = await createGateway({
    storage,
    keys,
    clock,
    log,
    port,
    host,
    plainForced,
    ...(tls === undefined ? {} : { tls }),
    gatewayId,
    sideConnections,
  })
  process.on('SIGHUP', () => {
    void keeper.look()
    tls?.server.look()
  })
  closeAtSignal('gateway', log, [gateway, keeper, storage])
}

/** @throws TlsFault naming the file that is missing or wrong */
function openTls({ files, ...place }: TlsPlace, log: Log): TlsListener {
  return { ...place, server: new ServerTls(files, log) }
}

run().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exit(1)
})
