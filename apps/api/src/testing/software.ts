import { createHash } from 'node:crypto'
import { insertPackage, packagesByIds, PLATFORM_ACTOR, PLATFORM_SCOPE, withdrawPackage } from '@budeng/storage'
import { personIdOf } from './hermit.ts'
import type { TestHouse } from './test-house.ts'

/** The manifest of a package that orders of updates name. */
export const WALKED_MANIFEST = {
  ...{ model: 'A920', version: 'walked', bytes: 1, signature: 'A'.repeat(86) },
  sha256: createHash('sha256').update('walked').digest('base64url'),
}

/** The package of that manifest; may be made again. */
export async function makeWalkedPackage(house: TestHouse): Promise<void> {
  await makePackage(house, WALKED_MANIFEST.version)
}

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

/** A package that is not given out any more. */
export async function makeWithdrawnPackage(house: TestHouse, version: string): Promise<void> {
  const id = await makePackage(house, version)
  const by = await personIdOf(house.owner, 'admin@cup.test')
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const [row] = await packagesByIds(unit, [id])
    if (row !== undefined) await withdrawPackage(unit, row, { by, reason: 'it does not start' })
  })
}
