import { readCheckpoint, signCheckpoint } from '@budeng/protocol'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, sealingState, sealNext } from '@budeng/storage'
import type { TestHouse } from './test-house.ts'

/** Waits for the sequencer, then seals what the worker would. */
export async function sealEverything<Made>({ worker, owner, auditKey, keys }: TestHouse<Made>): Promise<void> {
  const notary = {
    sign: (tree: Parameters<typeof signCheckpoint>[0]) => signCheckpoint(tree, auditKey),
    read: (note: string) => {
      const reading = readCheckpoint(note, keys.audit)
      if (!reading.ok) throw new Error(reading.reason)
      return reading.checkpoint
    },
  }
  const isPlaced = () =>
    owner.read(PLATFORM_SCOPE, async (db) => (await db.query('select from event_pending limit 1')).length === 0)
  for (let left = true; left; ) {
    while (!(await isPlaced())) await new Promise((resume) => setTimeout(resume, 20))
    const { newestPosition, sealedSize } = await worker.read(PLATFORM_SCOPE, sealingState)
    left = newestPosition > sealedSize
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => sealNext(unit, 5_000, notary))
  }
}
