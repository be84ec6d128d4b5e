import type { Behaviour } from './behaviour.ts'

export const merchantUnknown03: Behaviour = {
  about: 'the host does not know its merchant (03): a re-login does not help',
  host: { then: '03' },
  faults: [{ code: 'AUTH_MERCHANT_INVALID', severity: 'MAJOR' }],
}
