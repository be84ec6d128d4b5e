import type { Behaviour } from './behaviour.ts'

export const storageFull: Behaviour = {
  about: 'has no storage left',
  health: { resources: { storageFreePercent: 2, cpuPercent: 88 } },
}
