import { must, type Clause, ClauseFailure, NotApplicable } from '../clause.ts'
import { SLACK_MS } from '../../limits.ts'

/** Enrolment and what holds at every connection. Breaches that are seen at any time are told at the end. */
export const connectionClauses: readonly Clause[] = [
  {
    number: '3.2',
    about: 'enrols with a proof of the code, which is never sent',
    async run({ desk }) {
      must(desk.device !== null, 'no request proved the code')
      must(!desk.requests.some((body) => body.includes(desk.code)), 'the code itself was sent')
    },
  },
  {
    number: '3.3',
    about: 'asks again with the same bytes',
    async run({ desk }) {
      const bodies = new Set(desk.requests)
      if (desk.requests.length < 2) throw new NotApplicable('it asked only once')
      must(bodies.size === 1, `${bodies.size} different requests were made with one code`)
    },
  },
  {
    number: '13.1',
    about: 'supports what every terminal must',
    async run(bench) {
      const lacking = ['STATUS_GET', 'BACKUP', 'RELOGIN'].filter((type) => !bench.supports(type))
      must(lacking.length === 0, `hello does not name ${lacking.join(', ')}`)
    },
  },
  {
    number: '10.6',
    about: 'reports each start once',
    async run(bench) {
      const boots = bench.inbox.all.filter(({ message }) => message.kind === 'boot')
      const seqs = new Set(boots.map(({ message }) => ('seq' in message ? message.seq : 0)))
      must(seqs.size === 1, `${seqs.size} boot reports came for one start`)
    },
  },
  {
    number: '2.9',
    about: 'comes back after a loss, not at once and not too late, with fresh chance each time',
    async run(bench) {
      const waits: number[] = []
      for (let loss = 1; loss <= 3; loss++) {
        const lostMs = performance.now()
        await bench.reconnect()
        waits.push(performance.now() - lostMs)
      }
      const limitMs = (losses: number) => (1_000 * 2 ** losses + 3_000) * bench.scale + SLACK_MS
      waits.forEach((waitMs, index) => {
        if (waitMs > limitMs(index + 1))
          throw new ClauseFailure(`loss ${index + 1}: back after ${Math.round(waitMs)} ms`)
      })
      must(new Set(waits.map((waitMs) => Math.round(waitMs))).size > 1, 'it waited equally long each time')
    },
  },
]

/** Clauses that are watched at every message, and told last. */
export const STANDING_CLAUSES: readonly Pick<Clause, 'number' | 'about'>[] = [
  { number: '2.1', about: 'speaks MQTT 3.1.1' },
  { number: '2.2', about: 'clean session, nothing retained, no wildcard, QoS 0 or 1' },
  { number: '2.3', about: 'subscribes its one topic; publishes each kind on its channel, with its QoS' },
  { number: '2.4', about: 'device id as client id and user name, the secret as password' },
  { number: '2.5', about: 'a right tag on every message' },
  { number: '2.6', about: 'JSON within the bounds' },
  { number: '2.10', about: 'conn rises before each connection, n by one with each message' },
  { number: '6.4', about: 'leaves a right will' },
  { number: '7.3', about: 'signs proofs of sign-on with the device key' },
  { number: '10.1', about: 'dense sequences from 1' },
  { number: '10.2', about: 'sends again with the same content' },
]
