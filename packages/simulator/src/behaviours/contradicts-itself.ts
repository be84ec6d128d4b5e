import type { Behaviour } from './behaviour.ts'

export const contradictsItself: Behaviour = {
  about: 'reports a broken printer and says that the printer is well',
  health: { printer: 'OK', security: { tampered: true, ped: 'OK' } },
  faults: [{ code: 'HW_PRINTER_FAIL', severity: 'MAJOR' }],
}
