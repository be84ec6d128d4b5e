import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkpointVerifier, type KeyList, keyPairFromSeed, KeyRing, signKeyList, unseal } from '@budeng/protocol'
import {
  applyCommandInputs,
  claimDispatches,
  dispatchSealName,
  markDispatched,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  silentLog,
  type Storage,
} from '@budeng/storage'
import type { TestDatabase } from '@budeng/storage/testing'
import { httpHost } from './http-host.ts'
import { createWorker, type Worker } from './worker.ts'

export const pair = keyPairFromSeed(new Uint8Array(32).fill(7))
export const sealLink = Buffer.alloc(32, 9)
export const keys: KeyList = {
  version: 1,
  keys: [{ kid: 'command-1', alg: 'EdDSA', use: 'command', x: pair.x, from: 0, to: 4_000_000_000_000 }],
}
const ring = new KeyRing(
  { list: keys, jws: signKeyList(keys, pair), rootX: pair.x },
  [],
  new Map([[pair.x, pair.privateKey]]),
)
export const checkpointFolder = mkdtempSync(join(tmpdir(), 'budeng-checkpoints-'))
export const audit = { key: pair.privateKey, verifiers: [checkpointVerifier(pair.privateKey)], checkpointFolder }

/** A worker of that database, which asks that host. Closed by who made it. */
export function workerOf({ url }: TestDatabase, storage: Storage, hostUrl: string): Worker {
  return createWorker({
    ...{ storage, databaseUrl: url, workerId: 'worker-test', keys: { ring: () => ring, sealLink }, audit },
    ...{ filesFolder: checkpointFolder, host: httpHost(hostUrl), log: silentLog },
  })
}

/** Bytes that left, opened. */
export interface Sent {
  readonly kind: string
  readonly commandId: string
  readonly text: string
}
/** Publishes what is wanted, as the gateway does: claimed, opened and marked in one transaction. */
export async function publishWanted(gateway: Storage): Promise<Sent[]> {
  return await gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const wanted = await claimDispatches(unit, 'gateway', 100)
    await markDispatched(
      unit,
      wanted.map(({ id }) => id),
      gateway.clock.now(),
    )
    const at = gateway.clock.now()
    await applyCommandInputs(
      unit,
      wanted
        .filter(({ kind }) => kind === 'command')
        .map(({ commandId, attempt, boot, conn }) => ({
          commandId,
          input: { kind: 'published', at, attempt, boot, conn },
        })),
    )
    return wanted.map((row) => ({
      kind: row.kind,
      commandId: row.commandId,
      text: unseal(sealLink, row.bytes, dispatchSealName(row))?.toString() ?? 'not to be opened',
    }))
  })
}
