import { holdMatch, nodesByIds, type Short, shortOf, type Unit, writeOff } from '@budeng/storage'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule } from './change-kinds.ts'

/** What is given up of one difference. Amounts are decimal texts of minor units. */
export interface WriteOffWord {
  readonly currency: string
  readonly minor: string
}

/** What will never come is written off by two at the acquirer; when it comes all the same, the books take that back. */
export const writeOffChange: ChangeRule = {
  permission: 'ledger:write',
  prepare: async ({ level }, unit, number) => {
    if (level.kind !== 'ACQUIRER') throw new Refused({ code: 'LEDGER_PLACE' })
    const short = await openShort(unit, number)
    const { match, subject, currency, minor, version } = short
    const [ours, theirs] = [match.amount, match.theirs].map((amount) => (amount === null ? null : String(amount)))
    const before = { subject, businessDate: match.businessDate, state: match.state, ours, theirs, written: '0' }
    const after: WriteOffWord = { currency, minor: String(minor) }
    return { path: match.acquirerId, before, after, version, needsAbove: false }
  },
  versionNow: async (unit, { subject }) => (await heldShort(unit, subject))?.version ?? -1,
  apply: async (_operation, unit, { id, subject, path }) => {
    const short = await openShort(unit, subject)
    const [acquirer] = await nodesByIds(unit, [path])
    await writeOff(unit, short, { changeId: id, zone: acquirer?.timeZone ?? 'UTC' })
  },
}

async function heldShort(unit: Unit, number: string): Promise<Short | null> {
  await holdMatch(unit, number)
  return await shortOf(unit, number)
}

/** @throws Refused */
async function openShort(unit: Unit, number: string): Promise<Short> {
  const short = await heldShort(unit, number)
  if (short === null) throw notFound('number')
  if (short.isWrittenOff) throw new Refused({ code: 'WRITTEN_OFF', path: ['input', 'number'] })
  return short
}
