import type { Behaviour } from './behaviour.ts'

export const offline: Behaviour = { about: 'is switched off', connects: false }
