import type { Behaviour } from './behaviour.ts'

export const noSim: Behaviour = {
  about: 'its SIM card is not active: it lives on the shop’s wireless network',
  health: { network: { type: 'WIFI', sim: 'INACTIVE' } },
}
