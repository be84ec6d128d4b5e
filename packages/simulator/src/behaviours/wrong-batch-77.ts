import type { Behaviour } from './behaviour.ts'

export const wrongBatch77: Behaviour = {
  about: 'its host moves to another batch in the middle of the day (77), and it waits for a re-login',
  host: { trade: { BATCH_SLIP: 30 } },
  trade: { waitsForRelogin: true },
}
