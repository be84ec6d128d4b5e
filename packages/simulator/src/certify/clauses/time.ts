import { BENCH_INTERVAL_SEC, SILENCE_MS } from '../../limits.ts'
import { newKeyPair, signingKey, signKeyList } from '@budeng/protocol'
import { must, type Clause } from '../clause.ts'

/**
 * The first minutes of a terminal that was never welcomed: only then its time is unknown. They run first, in this order,
 * and the last of them welcomes it.
 */
export const firstMinuteClauses: readonly Clause[] = [
  {
    number: '5.1',
    about: 'says hello first of all, on the connection that subscribes',
    async run({ inbox, hello }) {
      must(inbox.all[0]?.message.kind === 'hello', `the first message was a ${inbox.all[0]?.message.kind}`)
      must(!hello.storeLost, 'a device that has just enrolled says that its store was lost')
      must(hello.boot >= 1, 'the boot counter is 0')
    },
  },
  {
    number: '5.2',
    about: 'repeats hello with a new nonce while no welcome comes',
    async run(bench) {
      const first = bench.hello
      const second = await bench.inbox.expect('hello', bench.inbox.mark(), 25_000)
      must(second.nonce !== first.nonce, 'the second hello has the nonce of the first')
    },
  },
  {
    number: '5.4',
    about: 'believes no welcome that is forged, of another use, or to another hello',
    async run(bench) {
      const command = await putOff(bench)
      const from = bench.inbox.mark()
      bench.sendBytes(bench.welcome({}, bench.keys.forgedClock))
      bench.sendBytes(bench.welcome({}, bench.keys.command))
      bench.sendBytes(bench.welcome({ nonce: 'A'.repeat(43) }))
      const ran = await bench.inbox.silence(
        from,
        SILENCE_MS,
        (message) => message.kind === 'result' && message.id === command.id,
      )
      must(ran === undefined, 'a command ran: the time was taken from a welcome that must not be believed')
    },
  },
  {
    number: '5.5',
    about: 'puts commands off while the time is unknown, and starts them by itself when it is known',
    async run(bench) {
      const command = await putOff(bench)
      const from = bench.inbox.mark()
      bench.habits.welcome = true
      bench.sendBytes(bench.welcome())
      const { status, code } = await bench.result(command, from)
      must(status === 'SUCCEEDED', `after the welcome STATUS_GET ended ${status}(${code})`)
    },
  },
]

/** One more connection, welcomed late: the second of these clauses ends what the first began. */
export const timeClauses: readonly Clause[] = [
  {
    number: '5.4',
    about: 'believes no welcome of an older era',
    async run(bench) {
      bench.habits.welcome = false
      await bench.reconnect()
      // were it believed, the heartbeats would stop
      bench.sendBytes(bench.welcome({ era: bench.era - 1, intervalSec: 900 }))
      const from = bench.inbox.mark()
      const first = await bench.inbox.expectReceived('hb', from, BENCH_INTERVAL_SEC * 2_500)
      await bench.inbox.expect('hb', bench.inbox.all.indexOf(first) + 1, BENCH_INTERVAL_SEC * 2_500)
    },
  },
  {
    number: '5.7',
    about: 'lets no floor move its window unless it lost its store',
    async run(bench) {
      bench.habits.welcome = true
      bench.sendBytes(bench.welcome({ highestSeq: bench.seq + 10_000 }))
      const { status, code } = await bench.run('STATUS_GET')
      must(status === 'SUCCEEDED', `STATUS_GET with the next sequence number: ${status}(${code})`)
    },
  },
]

/** A rotation: the new key signs from then on, whatever other lists come. */
export const keyListClauses: readonly Clause[] = [
  {
    number: '4.3',
    about: 'takes a newer key list under its root, says so, and takes no forged or older one',
    async run(bench) {
      const { list, root } = bench.keys
      const pair = newKeyPair()
      const [first] = list.keys
      must(first !== undefined, 'the bench has no keys')
      const newer = { version: list.version + 1, keys: [...list.keys, { ...first, kid: 'command-next', x: pair.x }] }
      const from = bench.inbox.mark()
      bench.sendBytes(signKeyList({ ...newer, version: newer.version + 1 }, newKeyPair()))
      bench.sendBytes(signKeyList(newer, root))
      const { keyListVersion } = await bench.inbox.expect('hello', from, 10_000)
      must(keyListVersion === newer.version, `hello reports key list ${keyListVersion}, not ${newer.version}`)
      bench.sendBytes(bench.keys.keyList)
      const answered = bench.inbox.mark()
      const command = bench.command('STATUS_GET')
      bench.sendCommand(command, signingKey('command-next', pair))
      const { status, code } = await bench.result(command, answered)
      must(status === 'SUCCEEDED', `STATUS_GET under the new key: ${status}(${code})`)
    },
  },
]

type Bench = Parameters<Clause['run']>[0]

/** A STATUS_GET that the terminal puts off for want of the time. */
async function putOff(bench: Bench) {
  const from = bench.inbox.mark()
  const command = bench.command('STATUS_GET')
  bench.sendCommand(command)
  const { reason } = await bench.inbox.expect('defer', from, 5_000, ({ id }) => id === command.id)
  must(reason === 'TIME_UNKNOWN', `STATUS_GET was deferred with ${reason}`)
  return command
}
