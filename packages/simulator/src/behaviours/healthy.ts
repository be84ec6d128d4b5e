import type { Behaviour } from './behaviour.ts'

export const healthy: Behaviour = { about: 'does everything right' }
