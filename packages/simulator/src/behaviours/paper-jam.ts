import { MINUTE } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

export const paperJam: Behaviour = {
  about: 'the paper jams every few minutes, and goes on',
  // jammed for half of each ten minutes: a fault that comes and goes
  health: ({ scheduler }) => (scheduler.nowMs() % (10 * MINUTE) < 5 * MINUTE ? { printer: 'JAM' } : {}),
}
