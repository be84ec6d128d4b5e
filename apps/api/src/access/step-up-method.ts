import type { StepUpMethod } from '@budeng/access'
import { enumeration } from '../graphql/enumeration.ts'

export const StepUpMethodEnum = enumeration<StepUpMethod>('StepUpMethod', 'How a person confirms an act.', {
  PRESENCE: 'The merchant reads the digits from the screen of the terminal.',
  ELEVATION: 'A code of the authenticator within the last 15 minutes, on this session (`elevationStart`).',
  TOTP: 'A code of the authenticator for this act.',
  PASSKEY: 'A passkey signs exactly this act (`stepUpStart`).',
})
