import { JOURNAL_KEEP_MS } from '@budeng/protocol'
import type { EpochJournal, JournalState } from './journal-state.ts'

/**
 * The last record that may be erased, or null: acknowledged, an equal root at or behind it, its batch closed for 72 h, all
 * before it erasable too, and no reversal or forwarding left that needs it. [P-19.8]
 */
export function erasableThrough(state: JournalState, journal: EpochJournal, now: number | null): number | null {
  if (now === null) return null
  const agreed = Math.min(journal.ackedThrough, journal.equalThrough)
  let through = journal.erasedThrough
  for (const { epoch, closing, state: told, at } of state.batches) {
    if (epoch !== journal.epoch) continue
    const isOver = (told === 'CLOSED' || told === 'FORCE_CLOSED') && now - at >= JOURNAL_KEEP_MS
    if (closing === null || !isOver || closing.throughSeq > agreed) break
    through = Math.max(through, closing.throughSeq)
  }
  const needed = [...state.reversals, ...state.forwards].filter(({ epoch }) => epoch === journal.epoch)
  for (const { seq } of needed) through = Math.min(through, seq - 1)
  return through > journal.erasedThrough ? through : null
}
