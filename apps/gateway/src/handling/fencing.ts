import { type Held, lockHeld, takeBack, type Unit } from '@budeng/storage'
import type { Link } from '../links.ts'

/** Which links still hold their terminal, and which hold it again under a new fence. All others have lost it. */
export interface FenceProof {
  readonly held: ReadonlySet<Link>
  readonly takenBack: ReadonlyMap<Link, number>
}

/** Proves links under lock; those that were only given up for silent, and that nobody else has taken, are taken back. */
export async function proveLinks(unit: Unit, gatewayId: string, links: readonly Link[]): Promise<FenceProof> {
  const byTerminal = new Map(links.filter(({ fence }) => fence !== null).map((link) => [link.login.terminal.terminalId, link]))
  if (byTerminal.size === 0) return { held: new Set(), takenBack: new Map() }
  const claims: Held[] = [...byTerminal].map(([terminalId, { fence }]) => ({ terminalId, fence: fence ?? 0 }))
  const heldIds = await lockHeld(unit, gatewayId, claims)
  const lost = [...byTerminal].filter(([terminalId, link]) => !heldIds.has(terminalId) && !link.closed).map(([terminalId]) => terminalId)
  const back = lost.length === 0 ? [] : await takeBack(unit, gatewayId, lost)
  const takenBack = new Map(back.flatMap(({ terminalId, fence }) => pairOf(byTerminal.get(terminalId), fence)))
  const held = new Set([...byTerminal].filter(([terminalId]) => heldIds.has(terminalId)).map(([, link]) => link))
  return { held, takenBack }
}

function pairOf(link: Link | undefined, fence: number): [Link, number][] {
  return link === undefined ? [] : [[link, fence]]
}
