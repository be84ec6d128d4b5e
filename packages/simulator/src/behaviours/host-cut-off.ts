import type { Behaviour } from './behaviour.ts'

export const hostCutOff: Behaviour = {
  about: 'reaches the platform but not its host',
  health: { network: { hostReachable: false } },
  host: { trade: { LOST_REQUEST: 1_000 } },
}
