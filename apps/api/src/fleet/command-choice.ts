import { type CommandType, commandType, type Params } from '@budeng/fleet'
import type { AnyRefusal } from '../graphql/refused.ts'
import { badInput } from '../graphql/api-error.ts'
import type { CommandInput } from './command-input.ts'

const TYPES: Readonly<Record<keyof CommandInput, CommandType>> = {
  statusGet: 'STATUS_GET',
  selfTest: 'SELF_TEST',
  backup: 'BACKUP',
  messageShow: 'MESSAGE_SHOW',
  relogin: 'RELOGIN',
  appRestart: 'APP_RESTART',
  reboot: 'REBOOT',
  lock: 'LOCK',
  unlock: 'UNLOCK',
  journalSync: 'JOURNAL_SYNC',
  settle: 'SETTLE',
  networkReset: 'NETWORK_RESET',
  rebootForced: 'REBOOT_FORCED',
  appClear: 'APP_CLEAR',
  keysRenew: 'KEYS_RENEW',
  logsUpload: 'LOGS_UPLOAD',
  screenCapture: 'SCREEN_CAPTURE',
  parametersPull: 'PARAMETERS_PULL',
  softwareUpdate: 'SOFTWARE_UPDATE',
}

/** Which command was asked for, with its parameters as they came. */
export interface CommandChoice {
  readonly type: CommandType
  readonly params: Params
}

/** The one member of the input. GraphQL has checked that there is exactly one. */
export function commandChoice(input: CommandInput): CommandChoice {
  for (const [member, type] of Object.entries(TYPES)) {
    const params = input[member as keyof CommandInput]
    if (params != null) return { type, params: given(params) }
  }
  throw badInput('`command` must have exactly one member.', ['input', 'command'])
}

/** The parameters as the core will store them, or its refusal with the path that the caller used. */
export function checkedChoice({
  type,
  params,
}: CommandChoice):
  | { readonly ok: true; readonly params: Params }
  | { readonly ok: false; readonly refusal: AnyRefusal } {
  return commandType(type).checkParams(params)
}

/** Without members that were left out, and without the one that only fills an empty type. */
function given(params: object): Params {
  return Object.fromEntries(Object.entries(params).filter(([name, value]) => value != null && name !== 'none'))
}
