import type { Behaviour } from './behaviour.ts'

export const offlineSales: Behaviour = {
  about: 'sells without the host half of the time, and tells it later',
  trade: { offline: 500 },
}
