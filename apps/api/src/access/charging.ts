import type { Authority } from '@budeng/kernel'
import { loadGrantLevels, type Unit } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { agentsOnTheWay } from './viewer.ts'

/**
 * The asker's authority with grants as they are now, locked to the end of the transaction: requests of one agent come one
 * after the other, so that none exceeds a budget. Terminals are locked before.
 */
export async function lockedAuthority({ viewer }: Operation, unit: Unit): Promise<Authority> {
  const agents = agentsOnTheWay(viewer.organisation, viewer.above)
  return { ...viewer.authority, granted: await loadGrantLevels(unit, agents, unit.clock.now(), 'update') }
}
