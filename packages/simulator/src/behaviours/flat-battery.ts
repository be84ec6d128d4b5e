import { HOUR, MINUTE } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

export const flatBattery: Behaviour = {
  about: 'is never charged: its battery runs down, two percent in ten minutes',
  health: ({ scheduler }) => ({
    power: {
      source: 'BATTERY',
      charging: false,
      batteryPercent: Math.max(1, 24 - 2 * Math.floor((scheduler.nowMs() % (2 * HOUR)) / (10 * MINUTE))),
    },
  }),
}
