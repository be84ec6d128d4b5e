import type { Behaviour } from './behaviour.ts'

export const weakSignal: Behaviour = {
  about: 'stands where the radio hardly reaches',
  health: {
    network: { type: 'CELL_2G', rsrpDbm: -118, operator: 'CN-A', rttMs: 1_900 },
    power: { source: 'BATTERY', batteryPercent: 64 },
  },
  faults: [{ code: 'NET_WEAK', severity: 'WARNING' }],
}
