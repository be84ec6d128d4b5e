import { RESTARTING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** The payment application starts anew; the boot counter counts application starts too. */
export const APP_RESTART: CommandTypeRule = { ...RESTARTING, type: 'APP_RESTART', tier: 'R1', effect: 'at-most-once' }
