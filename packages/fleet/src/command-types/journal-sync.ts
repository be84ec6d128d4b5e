import { JOURNAL_VERIFY_MS } from '../limits.ts'
import { DEFAULT_TIMERS, READING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * The terminal sends at once what of its journal nobody has acknowledged. Nothing of the journal changes, so it may be
 * asked at any time. Proven when we hold everything through the record that its answer names.
 */
export const JOURNAL_SYNC: CommandTypeRule = {
  ...READING,
  type: 'JOURNAL_SYNC',
  tier: 'R1',
  effect: 'read',
  levelMin: 'L1',
  evidence: () => ['JOURNAL_COMPLETE'],
  timers: () => ({ ...DEFAULT_TIMERS, verifyMs: JOURNAL_VERIFY_MS }),
}
