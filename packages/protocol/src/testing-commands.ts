import type { Command, CommandType } from './commands.ts'
import { TEST_AMENDMENT as amendment } from './testing-journal.ts'

/** Parameters of each type, as the golden examples have them. */
export const exampleParams: { readonly [Type in CommandType]: Command['params'] } = {
  STATUS_GET: {},
  SELF_TEST: {},
  BACKUP: {},
  PRESENCE_SHOW: { showSec: 300 },
  MESSAGE_SHOW: { text: '请更换打印纸', showSec: 60 },
  RELOGIN: { level: 'TERMINAL' },
  APP_RESTART: {},
  REBOOT: {},
  LOCK: {},
  UNLOCK: {},
  JOURNAL_SYNC: {},
  SETTLE: {},
  NETWORK_RESET: { revertAfterSec: 300 },
  REBOOT_FORCED: {},
  APP_CLEAR: {},
  KEYS_RENEW: {},
  CORRECTION_APPLY: amendment.order,
}
