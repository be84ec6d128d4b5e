import { SILENCE_MS } from '../../limits.ts'
import { must, type Clause } from '../clause.ts'

type Bench = Parameters<Clause['run']>[0]

/** After an acknowledgement a terminal that had not forgotten would send again within this time. */
const RESEND_SILENCE_MS = 20_000

/** Reports and replies are kept until a genuine acknowledgement of ours names them. */
export const streamClauses: readonly Clause[] = [
  {
    number: '10.2',
    about: 'sends again what is not acknowledged: after a while, and on each new connection',
    run: (bench) =>
      withholdingAcks(bench, async (seq) => {
        const later = bench.inbox.mark()
        await bench.inbox.expect('result', later, 40_000, (result) => result.seq === seq)
        await comesAgain(bench, seq, 'the connection was lost')
      }),
  },
  {
    number: '10.4',
    about: 'ignores acknowledgements that are forged, of an older era or of another epoch',
    run: (bench) =>
      withholdingAcks(bench, async (seq) => {
        bench.acknowledge('reply', { key: Buffer.alloc(32, 9) })
        bench.acknowledge('reply', { era: bench.era - 1 })
        bench.acknowledge('reply', { epoch: bench.epoch + 1 })
        await comesAgain(bench, seq, 'acknowledgements that must not be believed')
      }),
  },
  {
    number: '10.3',
    about: 'sends what is missing at once, and forgets on a right acknowledgement',
    run: (bench) =>
      withholdingAcks(bench, async (seq) => {
        const from = bench.inbox.mark()
        bench.acknowledge('reply', { throughSeq: seq, missing: [seq] })
        await bench.inbox.expect('result', from, SILENCE_MS, (result) => result.seq === seq)
        const later = bench.inbox.mark()
        bench.acknowledge('reply')
        const again = await bench.inbox.silence(
          later,
          RESEND_SILENCE_MS,
          (message) => message.kind === 'result' && message.seq === seq,
        )
        must(again === undefined, `reply ${seq} came again after it was acknowledged`)
      }),
  },
]

/** A reply that is not acknowledged; its number is what the clause is about. Ends with everything acknowledged. */
async function withholdingAcks(bench: Bench, run: (seq: number) => Promise<void>): Promise<void> {
  bench.habits.ack = false
  try {
    const { seq } = await bench.run('STATUS_GET')
    await run(seq)
  } finally {
    bench.habits.ack = true
    bench.acknowledge('reply')
    bench.acknowledge('report')
  }
}

/** A new connection shows what the terminal still keeps. */
async function comesAgain(bench: Bench, seq: number, after: string): Promise<void> {
  const from = bench.inbox.mark()
  await bench.reconnect()
  const found = await bench.inbox.until(() => bench.inbox.find('result', from, (result) => result.seq === seq), 15_000)
  must(found !== undefined, `after ${after} reply ${seq} did not come again`)
}
