import type { Behaviour } from './behaviour.ts'

export const keysMissing: Behaviour = {
  about: 'has lost its working keys',
  signsOn: 'NEVER',
  health: { security: { keysLoaded: false } },
}
