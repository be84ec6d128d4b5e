import { HOST_APPROVED } from '@budeng/protocol'
import type { Behaviour } from './behaviour.ts'

/** Its own word is all that there is: the host, asked as a witness, has seen nothing. */
export const boasts: Behaviour = {
  about: 'claims that its host signed it on, and never asked it',
  signsOn: 'NEVER',
  asksHost: () => ({
    signOn: async () => ({ responseCode: HOST_APPROVED, batch: '000001', kcv: '00'.repeat(12) }),
    echo: async () => ({ responseCode: HOST_APPROVED }),
  }),
}
