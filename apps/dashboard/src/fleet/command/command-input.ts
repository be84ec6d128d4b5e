import { messageTextProblem, REQUESTABLE_TYPES, type RequestableType } from '@budeng/fleet/public'
import type { CommandInput, ReloginLevel, SoftwareUpdateInput } from '../../api/generated/graphql.ts'

/** Parameters as the form holds them; a type reads the ones it has. */
export interface CommandForm {
  readonly level: ReloginLevel
  readonly template: string | null
  readonly text: string
  /** The package of an update. */
  readonly software: SoftwareUpdateInput | null
}

/** A message begins as one of those that everybody may send; words of one's own are a choice. */
export const EMPTY_FORM: CommandForm = { level: 'TERMINAL', template: 'CALL_SUPPORT', text: '', software: null }

/** What can be asked of many terminals at once; the API decides who may. */
export const BULK_TYPES = REQUESTABLE_TYPES

export function requestableType(text: string | undefined): RequestableType | null {
  return REQUESTABLE_TYPES.find((type) => type === text) ?? null
}

/** The API's input: exactly one member, named by the type. */
export function commandInput(type: RequestableType, form: CommandForm): CommandInput {
  switch (type) {
    case 'RELOGIN':
      return { relogin: { level: form.level } }
    case 'STATUS_GET':
      return { statusGet: {} }
    case 'SELF_TEST':
      return { selfTest: {} }
    case 'BACKUP':
      return { backup: {} }
    case 'MESSAGE_SHOW':
      return { messageShow: form.template === null ? { text: form.text.trim() } : { template: form.template } }
    case 'APP_RESTART':
      return { appRestart: {} }
    case 'REBOOT':
      return { reboot: {} }
    case 'LOCK':
      return { lock: {} }
    case 'UNLOCK':
      return { unlock: {} }
    case 'JOURNAL_SYNC':
      return { journalSync: {} }
    case 'SETTLE':
      return { settle: {} }
    case 'NETWORK_RESET':
      return { networkReset: {} }
    case 'REBOOT_FORCED':
      return { rebootForced: {} }
    case 'APP_CLEAR':
      return { appClear: {} }
    case 'KEYS_RENEW':
      return { keysRenew: {} }
    case 'LOGS_UPLOAD':
      return { logsUpload: {} }
    case 'SCREEN_CAPTURE':
      return { screenCapture: {} }
    case 'PARAMETERS_PULL':
      return { parametersPull: {} }
    case 'SOFTWARE_UPDATE':
      return { softwareUpdate: form.software ?? NO_SOFTWARE }
  }
}

/** Refused by the API, and never sent: the form has a problem until a package is chosen. */
const NO_SOFTWARE: SoftwareUpdateInput = { model: '', version: '', bytes: 0, sha256: '', signature: '' }

/** What still has to be filled in, or null. */
export function formProblem(type: RequestableType, form: CommandForm): ReturnType<typeof messageTextProblem> {
  if (type === 'SOFTWARE_UPDATE' && form.software === null) return 'EMPTY'
  return type === 'MESSAGE_SHOW' && form.template === null ? messageTextProblem(form.text) : null
}
