import { insertPackage, type NewPackage } from './software-packages.ts'
import type { Unit } from './unit.ts'

/** Gives these packages to every acquirer that lacks one, in the name of its first person. Needs the role `owner`. */
export async function seedPackages(
  unit: Unit,
  packages: readonly Pick<NewPackage, 'model' | 'version' | 'bytes' | 'sha256' | 'signature' | 'vendorKey'>[],
): Promise<void> {
  const acquirers = await unit.query<{ path: string; createdBy: string }>(
    `select node.path, adder.id as "createdBy"
     from node cross join lateral (select id from person where node_id = node.id order by role, id limit 1) adder
     where kind = 'ACQUIRER' order by node.path`,
  )
  for (const acquirer of acquirers)
    for (const one of packages)
      await insertPackage(unit, {
        ...{ ...one, ...acquirer, id: unit.newId('softwarePackage') },
        createdAt: unit.clock.now(),
      })
}
