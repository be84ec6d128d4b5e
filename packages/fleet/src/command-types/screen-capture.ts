import { FILE_BYTES_MAX } from '../limits.ts'
import { SENDING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * What stands on the terminal's screen. A capability of the vendor, off by default: a terminal that does not name the type
 * is not asked. Never while a sale is under way, for there is a person before it; presence screens are left out.
 */
export const SCREEN_CAPTURE: CommandTypeRule = {
  ...SENDING,
  type: 'SCREEN_CAPTURE',
  tier: 'R2',
  effect: 'read',
  file: 'SCREEN',
  deferredBy: (situation) => (situation.inTransaction ? 'IN_TRANSACTION' : null),
  wireParams: () => ({ bytesMax: FILE_BYTES_MAX.SCREEN }),
}
