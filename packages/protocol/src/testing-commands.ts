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
  LOGS_UPLOAD: { sinceHours: 24, bytesMax: 16_777_216 },
  SCREEN_CAPTURE: { bytesMax: 2_097_152 },
  SOFTWARE_UPDATE: {
    ...{ model: 'test', version: '4.3.0', bytes: 1_048_576, confirmSec: 600 },
    sha256: Buffer.alloc(32, 11).toString('base64url'),
    signature: Buffer.alloc(64, 12).toString('base64url'),
  },
  PARAMETERS_PULL: { version: 3, values: { apn: 'cmpos', receipts: 2, tips: false } },
  CORRECTION_APPLY: amendment.order,
}
