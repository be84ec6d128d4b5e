import type { Behaviour } from './behaviour.ts'

export const noPaper: Behaviour = {
  about: 'has no paper',
  health: { printer: 'NO_PAPER' },
}
