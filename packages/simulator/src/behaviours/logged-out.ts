import type { Behaviour } from './behaviour.ts'

export const loggedOut: Behaviour = {
  about: 'was signed off by its cashier and stays so until somebody signs it on',
  signsOn: 'NEVER',
}
