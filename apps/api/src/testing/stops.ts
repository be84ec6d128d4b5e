import { PLATFORM } from '@budeng/kernel'
import { listStops, PLATFORM_ACTOR, PLATFORM_SCOPE, stopDispatch, type StopRow } from '@budeng/storage'
import { personIdOf } from './hermit.ts'
import type { TestHouse } from './test-house.ts'

/** A stop that stands at the store in Harbin, thrown by the administrator: the one that is there, or a new one. */
export async function makeStop(house: TestHouse): Promise<StopRow> {
  const { harbin } = house.fleet.nodes
  const personId = await personIdOf(house.owner, 'admin@cup.test')
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const authority = { ...PLATFORM, personId, permits: new Set(['dispatch:stop']) }
    const hand = { authority, nodeId: harbin.id, path: harbin.path, name: 'Admin' }
    await stopDispatch(unit, harbin, 'walked', hand)
    const stop = (await listStops(unit, true, 50)).find(({ nodeId }) => nodeId === harbin.id)
    if (stop === undefined) throw new Error('no stop stands')
    return stop
  })
}

/** Nothing stands in Harbin. */
export async function liftStops({ owner, fleet }: TestHouse): Promise<void> {
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(
      `update dispatch_stop set lifted_at = since, lifted_by = by, lifted_by_name = by_name, lift_reason = 'walked' where node_id = $1 and lifted_at is null`,
      [fleet.nodes.harbin.id],
    ),
  )
}
