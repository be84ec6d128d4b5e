import type { Behaviour } from './behaviour.ts'

export const unknownFault: Behaviour = {
  about: 'reports a fault that nobody has heard of',
  faults: [{ code: 'HW_COIN_TRAY_JAMMED', severity: 'MAJOR' }],
}
