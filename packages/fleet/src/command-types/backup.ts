import { READING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * Parameters, open batch and unacknowledged journal come to us in chunks, or, when they are large, as a file under its
 * ticket; done when the whole hash matched.
 */
export const BACKUP: CommandTypeRule = {
  ...READING,
  type: 'BACKUP',
  tier: 'R0',
  effect: 'read',
  carriesTicket: true,
  evidence: () => ['BACKUP_MATCHED'],
}
