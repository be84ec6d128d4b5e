import { createHash } from 'node:crypto'
import { insertPackage, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { personIdOf } from './hermit.ts'
import type { TestHouse } from './test-house.ts'

/** A package of that version, without its bytes; answers its id. */
export async function makePackage(house: TestHouse, version: string): Promise<string> {
  const createdBy = await personIdOf(house.owner, 'admin@cup.test')
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { id } = await insertPackage(unit, {
      ...{ id: unit.newId('softwarePackage'), path: house.fleet.nodes.cup.id, model: 'A920', version, bytes: 1 },
      sha256: createHash('sha256').update(version).digest('hex'),
      ...{ signature: 'A'.repeat(86), vendorKey: null, createdBy, createdAt: unit.clock.now() },
    })
    return id
  })
}
