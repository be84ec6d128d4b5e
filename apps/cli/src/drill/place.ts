import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startEmbedded } from '@budeng/storage/embedded'
import type { Environment } from '../environment.ts'

/** A place of its own for a drill: nothing of it stands in the platform's, and nothing stays. */
export interface DrillPlace {
  /** Of the processes that run there: other folders, other ports, no way out. */
  readonly environment: Environment & { readonly databaseUrl: string }
  remove(): Promise<void>
}

/** Variables of the platform that a copy of it must not heed: where it is reached, whom it tells, where it backs up to. */
const OURS_ALONE = /^(BUDENG_|DATABASE_URL|NODE_ENV)/

export async function openDrillPlace(environment: Environment): Promise<DrillPlace> {
  const dataDir = mkdtempSync(join(tmpdir(), 'budeng-drill-'))
  // the account that root lends the database's server walks through it
  chmodSync(dataDir, 0o711)
  const take = () => freePort()
  try {
    const server = await startEmbedded({ dataDir: join(dataDir, 'postgres'), fsync: false, log: () => undefined })
    const [httpPort, mqttPort, hostPort, hostIsoPort] = [await take(), await take(), await take(), await take()]
    return {
      environment: {
        ...environment,
        ...{
          production: false,
          httpPort,
          mqttPort,
          hostPort,
          hostIsoPort,
          mqttsPort: null,
          mqttPlain: true,
          https: false,
        },
        ...{ dataDir, databaseUrl: server.url, keysDir: join(dataDir, 'keys'), keysGiven: true },
        ...{ checkpointDir: join(dataDir, 'checkpoints'), filesDir: join(dataDir, 'files') },
        ...{ clockFactor: 1, clockOrigin: null, bulkRaise: null, logLevel: 'error' },
        ...{ url: `http://127.0.0.1:${httpPort}`, publicUrl: `http://127.0.0.1:${httpPort}` },
        inherited: Object.fromEntries(Object.entries(environment.inherited).filter(([name]) => !OURS_ALONE.test(name))),
      },
      remove: async () => {
        await server.stop()
        rmSync(dataDir, { recursive: true, force: true })
      },
    }
  } catch (fault) {
    rmSync(dataDir, { recursive: true, force: true })
    throw fault
  }
}
