import type { Behaviour } from './behaviour.ts'

export const tampered: Behaviour = {
  about: 'was opened: its keypad reports tampering',
  signsOn: 'NEVER',
  health: { security: { ped: 'FAILED', tampered: true } },
  faults: [{ code: 'SEC_TAMPER', severity: 'CRITICAL' }],
}
