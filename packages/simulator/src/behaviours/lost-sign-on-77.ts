import type { Behaviour } from './behaviour.ts'

export const lostSignOn77: Behaviour = {
  about: 'its batch is out of step: the host answers 77 once, a re-login puts it right',
  signsOn: 'ONCE',
  host: { next: ['77'] },
  faults: [{ code: 'AUTH_BATCH_MISMATCH', severity: 'MAJOR' }],
  observe(event, { terminal }) {
    if (event.event === 'SIGN_ON' && event.state === 'SIGNED_ON')
      terminal.reportFault('AUTH_BATCH_MISMATCH', false, 'MAJOR')
  },
}
