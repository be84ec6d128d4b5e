import type { Behaviour } from './behaviour.ts'

export const paperLow: Behaviour = {
  about: 'runs out of paper',
  health: { printer: 'PAPER_LOW' },
  faults: [{ code: 'HW_PRINTER_PAPER_LOW', severity: 'MINOR' }],
}
