import type { Behaviour } from './behaviour.ts'

export const notRegistered97: Behaviour = {
  about: 'the host does not know it (97): a re-login does not help',
  host: { then: '97' },
  faults: [{ code: 'AUTH_TERMINAL_UNREGISTERED', severity: 'MAJOR' }],
}
