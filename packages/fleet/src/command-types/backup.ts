import { READING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** Parameters, open batch and unacknowledged journal come to us in chunks; done when the whole hash matched. */
export const BACKUP: CommandTypeRule = {
  ...READING,
  type: 'BACKUP',
  tier: 'R0',
  effect: 'read',
  evidence: () => ['BACKUP_MATCHED'],
}
