import type { Behaviour } from './behaviour.ts'

export const brokenReader: Behaviour = {
  about: 'its chip reader is dead and one card in three is not read',
  health: { readers: { chip: 'FAILED', readErrorPercent: 34 } },
}
