import type { CommandType } from '../command.ts'
import { APP_CLEAR } from './app-clear.ts'
import { APP_RESTART } from './app-restart.ts'
import { BACKUP } from './backup.ts'
import { CORRECTION_APPLY } from './correction-apply.ts'
import { JOURNAL_SYNC } from './journal-sync.ts'
import { KEYS_RENEW } from './keys-renew.ts'
import { LOCK } from './lock.ts'
import { LOGS_UPLOAD } from './logs-upload.ts'
import { MESSAGE_SHOW } from './message-show.ts'
import { NETWORK_RESET } from './network-reset.ts'
import { PARAMETERS_PULL } from './parameters-pull.ts'
import { PRESENCE_SHOW } from './presence-show.ts'
import { REBOOT_FORCED } from './reboot-forced.ts'
import { REBOOT } from './reboot.ts'
import { RELOGIN } from './relogin.ts'
import type { CommandTypeRule } from './rule.ts'
import { SCREEN_CAPTURE } from './screen-capture.ts'
import { SELF_TEST } from './self-test.ts'
import { SETTLE } from './settle.ts'
import { SOFTWARE_UPDATE } from './software-update.ts'
import { STATUS_GET } from './status-get.ts'
import { UNLOCK } from './unlock.ts'

const RULES: Readonly<Record<CommandType, CommandTypeRule>> = {
  STATUS_GET,
  SELF_TEST,
  BACKUP,
  PRESENCE_SHOW,
  MESSAGE_SHOW,
  RELOGIN,
  APP_RESTART,
  REBOOT,
  LOCK,
  UNLOCK,
  JOURNAL_SYNC,
  SETTLE,
  NETWORK_RESET,
  REBOOT_FORCED,
  APP_CLEAR,
  KEYS_RENEW,
  LOGS_UPLOAD,
  SCREEN_CAPTURE,
  PARAMETERS_PULL,
  SOFTWARE_UPDATE,
  CORRECTION_APPLY,
}

/** The rule of a type. */
export function commandType(type: CommandType): CommandTypeRule {
  return RULES[type]
}

/** Types of which the newest wins over what is still queued. */
export function rivalsOf(type: CommandType): readonly CommandType[] {
  const { supersedesOwn, conflictsWith } = RULES[type]
  return supersedesOwn ? [type, ...conflictsWith] : conflictsWith
}

export { reloginLevel } from './relogin.ts'
export { RELOGIN_LEVELS, type ReloginLevel } from './relogin-levels.ts'
export type { CommandTypeRule, Params, ParamsCheck } from './rule.ts'
