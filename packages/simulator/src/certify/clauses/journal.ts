import { fromBase64url, sha256, toBase64url, type UpOf } from '@budeng/protocol'
import { bucketDigests, leafDigests, unpackDigest } from '@budeng/transactions'
import { RECONNECT_WAIT_MS, SILENCE_MS } from '../../limits.ts'
import { type Clause, must, NotApplicable } from '../clause.ts'

type Bench = Parameters<Clause['run']>[0]

/** A clause of a level above L0. */
export function atLevel(level: 1 | 2 | 3, number: string, about: string, run: (bench: Bench) => Promise<void>): Clause {
  return {
    number,
    about,
    async run(bench) {
      if (bench.hello.level < level) throw new NotApplicable(`it is of level L${bench.hello.level}`)
      await run(bench)
    },
  }
}

/** Each sign-on with the host is a record: the one thing that a bench can make a terminal write. Returns its seq. */
async function writeRecord(bench: Bench): Promise<number> {
  const before = bench.journal.through(bench.epoch)
  const result = await bench.run('RELOGIN', { level: 'TERMINAL' }, 60_000)
  must(result.status === 'SUCCEEDED', `RELOGIN ended ${result.status}(${result.code})`)
  await bench.inbox.until(() => (bench.journal.through(bench.epoch) > before ? true : undefined), SILENCE_MS)
  const through = bench.journal.through(bench.epoch)
  must(through === before + 1, `after one sign-on the journal goes to ${through}, before it to ${before}`)
  return through
}

/** A record that is not acknowledged. Ends with everything acknowledged. */
async function withholding(bench: Bench, run: (seq: number) => Promise<void>): Promise<void> {
  bench.habits.journalAck = false
  try {
    await run(await writeRecord(bench))
  } finally {
    bench.habits.journalAck = true
    bench.acknowledgeJournal()
  }
}

async function comesAgain(bench: Bench, seq: number, copies: number, after: string): Promise<void> {
  const again = () => (bench.journal.copies(bench.epoch, seq) > copies ? true : undefined)
  const came = await bench.inbox.until(again, RECONNECT_WAIT_MS)
  must(came === true, `after ${after} record ${seq} did not come again`)
}

const journalOnly: readonly Clause[] = [
  atLevel(1, '17.5', 'hello tells how far its journal goes', async (bench) => {
    const { journalSeq, journalFrom } = bench.hello
    must(journalSeq !== undefined && journalFrom !== undefined, 'hello has no journalSeq or no journalFrom')
  }),
  atLevel(1, '17.1', 'each sign-on with the host is the next record, and a readable one', async (bench) => {
    for (let count = 0; count < 2; count++) {
      const seq = await writeRecord(bench)
      const { type, batch } = bench.journal.record(bench.epoch, seq)
      const { lastSignOn } = bench.host.witness(bench.address)
      must(type === 'SIGN_ON', `the record is a ${type}`)
      must(
        lastSignOn === null || batch === lastSignOn.batch,
        `it names batch ${batch}, the host gave ${lastSignOn?.batch}`,
      )
    }
  }),
  atLevel(1, '21.5', 'the leaf of each record follows from its body', async (bench) => {
    for (let seq = 1; seq <= bench.journal.through(bench.epoch); seq++) bench.journal.record(bench.epoch, seq)
  }),
  atLevel(
    1,
    '17.4',
    'sends again what is not acknowledged, to the byte: after a while, and on each connection',
    (bench) =>
      withholding(bench, async (seq) => {
        await comesAgain(bench, seq, bench.journal.copies(bench.epoch, seq), 'a while')
        const copies = bench.journal.copies(bench.epoch, seq)
        await bench.reconnect()
        await comesAgain(bench, seq, copies, 'the connection was lost')
      }),
  ),
  atLevel(1, '17.7', 'ignores acknowledgements that are forged, of an older era or of another epoch', (bench) =>
    withholding(bench, async (seq) => {
      bench.acknowledgeJournal({ key: Buffer.alloc(32, 9) })
      bench.acknowledgeJournal({ era: bench.era - 1 })
      bench.acknowledgeJournal({ epoch: bench.epoch + 1 })
      const copies = bench.journal.copies(bench.epoch, seq)
      await bench.reconnect()
      await comesAgain(bench, seq, copies, 'acknowledgements that must not be believed')
    }),
  ),
  atLevel(1, '17.8', 'sends what is missing at once, and nothing after a right acknowledgement', (bench) =>
    withholding(bench, async (seq) => {
      bench.acknowledgeJournal({ missing: [{ first: seq, last: seq }] })
      await comesAgain(bench, seq, bench.journal.copies(bench.epoch, seq), 'it was named as missing')
      bench.acknowledgeJournal()
      const from = bench.inbox.mark()
      const again = await bench.inbox.silence(from, 20_000, ({ kind }) => kind === 'records')
      must(again === undefined, 'records came again after all of them were acknowledged')
    }),
  ),
  atLevel(1, '17.9', 'reports another root as TXN_DIGEST_MISMATCH, and clears it at an equal one', (bench) =>
    withholding(bench, async () => {
      const from = bench.inbox.mark()
      bench.acknowledgeJournal({ root: toBase64url(Buffer.alloc(32, 1)) })
      const told = (set: boolean) => (fault: UpOf<'fault'>) => fault.code === 'TXN_DIGEST_MISMATCH' && fault.set === set
      await bench.inbox.expect('fault', from, SILENCE_MS, told(true))
      bench.acknowledgeJournal()
      await bench.inbox.expect('fault', from, SILENCE_MS, told(false))
    }),
  ),
]

const batches: readonly Clause[] = [
  atLevel(1, '19.2', 'tells a new batch, and tells it again until it is noticed', async (bench) => {
    bench.habits.notice = false
    try {
      const from = bench.inbox.mark()
      const openSeq = await writeRecord(bench)
      const opens = (message: UpOf<'batchOpen'>) => message.openSeq === openSeq
      const first = await bench.inbox.expectReceived('batchOpen', from, SILENCE_MS, opens)
      await bench.inbox.expect('batchOpen', bench.inbox.all.indexOf(first) + 1, 40_000, opens)
    } finally {
      bench.habits.notice = true
    }
  }),
  atLevel(1, '19.3', 'closes the open batch through the record before, with the root there', async (bench) => {
    const from = bench.inbox.mark()
    const openSeq = await writeRecord(bench)
    const closing = await bench.inbox.expect(
      'batchClose',
      from,
      SILENCE_MS,
      ({ throughSeq }) => throughSeq === openSeq - 1,
    )
    const { epoch, throughSeq, root, count } = closing
    must(root === bench.journal.root(epoch, throughSeq), `its root is not the one through ${throughSeq}`)
    const own = throughSeq - closing.openSeq + 1
    must(count === own, `it counts ${count} records; from ${closing.openSeq} on there are ${own}`)
  }),
  atLevel(1, '19.6', 'sends all records of a batch again on UPLOADING, and takes no forged notice', async (bench) => {
    const from = bench.inbox.mark()
    const seq = (await writeRecord(bench)) - 1
    const { epoch, batch, throughSeq } = await bench.inbox.expect('batchClose', from, SILENCE_MS)
    const copies = bench.journal.copies(epoch, seq)
    bench.sendObject(bench.journal.notice(bench.era - 1, { epoch, batch, throughSeq }, 'UPLOADING'))
    bench.sendObject(bench.journal.notice(bench.era, { epoch, batch, throughSeq }, 'UPLOADING'))
    await comesAgain(bench, seq, copies, 'UPLOADING')
    await bench.inbox.silence(bench.inbox.mark(), 2_000, () => false)
    const more = bench.journal.copies(epoch, seq) - copies
    must(more === 1, `record ${seq} came ${more} times more`)
  }),
]

const digests: readonly Clause[] = [
  atLevel(2, '20.1', 'the digest of a heartbeat is of what is acknowledged', async (bench) => {
    const through = await writeRecord(bench)
    bench.acknowledgeJournal()
    const fits = ({ digest }: UpOf<'hb'>) => unpack(digest)?.lastSeq === through
    const { digest } = await bench.inbox.expect('hb', bench.inbox.mark(), SILENCE_MS, fits)
    const { epoch, rootStart } = unpack(digest) ?? {}
    const root = fromBase64url(bench.journal.root(bench.epoch, through))?.subarray(0, 16)
    must(epoch === bench.epoch, `it names epoch ${epoch}`)
    must(root?.equals(rootStart ?? Buffer.alloc(0)) === true, `its root is not the one through ${through}`)
  }),
  atLevel(2, '20.4', 'answers buckets, leaves and records', async (bench) => {
    const to = bench.journal.through(bench.epoch)
    const range = { from: 1, to, size: 2 }
    const leafAt = (seq: number) => bench.journal.leaf(bench.epoch, seq)
    const ask = async (question: { step: 'BUCKETS' | 'LEAVES' | 'RECORDS'; buckets?: number[]; seqs?: number[] }) => {
      const from = bench.inbox.mark()
      const id = `${question.step}-${from}`
      bench.sendObject({ v: 1, kind: 'compare', id, epoch: bench.epoch, ...range, ...question })
      return await bench.inbox.expect('compared', from, SILENCE_MS, (answer) => answer.id === id)
    }
    const buckets = await ask({ step: 'BUCKETS' })
    must(buckets.digests === toBase64url(bucketDigests(sha256, range, leafAt)), 'its bucket digests are others')
    const leaves = await ask({ step: 'LEAVES', buckets: [0] })
    must(leaves.digests === toBase64url(leafDigests(range, [0], leafAt)), 'its leaf digests are others')
    const { records } = await ask({ step: 'RECORDS', seqs: [to] })
    must(records?.length === 1 && records[0]?.leaf === toBase64url(leafAt(to)), `it did not answer record ${to}`)
  }),
]

function unpack(digest: string | undefined): ReturnType<typeof unpackDigest> {
  const bytes = digest === undefined ? null : fromBase64url(digest)
  return bytes === null ? null : unpackDigest(bytes)
}

/** Last of all: era and epoch stay raised. */
export const restoredClauses: readonly Clause[] = [
  atLevel(1, '17.10', 'at a higher era it sends everything that it holds', async (bench) => {
    const seq = await writeRecord(bench)
    const copies = bench.journal.copies(bench.epoch, seq)
    bench.era++
    await bench.reconnect()
    await comesAgain(bench, seq, copies, 'the era rose')
  }),
  atLevel(1, '17.11', 'at a higher epoch it starts a new journal at 1', async (bench) => {
    bench.epoch++
    const from = bench.inbox.mark()
    await bench.reconnect()
    await bench.inbox.expect('hb', from, SILENCE_MS, ({ epoch }) => epoch === bench.epoch)
    const seq = await writeRecord(bench)
    must(seq === 1, `its first record has seq ${seq}`)
    bench.journal.record(bench.epoch, seq)
  }),
]

/** The journal, batches and digests of levels L1 and L2. */
const orders: readonly Clause[] = [
  atLevel(1, '17.13', 'sends at once what waits on JOURNAL_SYNC, and names its newest record', async (bench) => {
    if (!bench.supports('JOURNAL_SYNC')) throw new NotApplicable('JOURNAL_SYNC is not among its types')
    await withholding(bench, async (seq) => {
      const copies = bench.journal.copies(bench.epoch, seq)
      const { status, code, data } = await bench.run('JOURNAL_SYNC', {})
      must(status === 'SUCCEEDED' && code === 'SYNC_STARTED', `it ended ${status}(${code})`)
      const { epoch, lastSeq } = data ?? {}
      must(epoch === bench.epoch && lastSeq === seq, `it names ${JSON.stringify(data)}, the newest record is ${seq}`)
      const again = () => (bench.journal.copies(bench.epoch, seq) > copies ? true : undefined)
      must((await bench.inbox.until(again, SILENCE_MS)) === true, `record ${seq} did not come again`)
    })
  }),
  atLevel(1, '19.11', 'settles on SETTLE and names the batch that it closed, or says why not', async (bench) => {
    if (!bench.supports('SETTLE')) throw new NotApplicable('SETTLE is not among its types')
    await writeRecord(bench)
    const from = bench.inbox.mark()
    const { status, code, data = {} } = await bench.run('SETTLE', {}, 60_000)
    // a bench holds no money and may be no host: then the batch stays open, and the terminal says so
    if (status === 'FAILED') return must(REFUSALS.has(code), `it failed with ${code}`)
    must((status === 'SUCCEEDED' && code === 'SETTLED') || code === 'NO_OPEN_BATCH', `it ended ${status}(${code})`)
    const names = ({ batch, throughSeq }: UpOf<'batchClose'>) =>
      batch === data['batch'] && throughSeq === data['throughSeq']
    const { root } = await bench.inbox.expect('batchClose', from, SILENCE_MS, names)
    const digits = fromBase64url(root)?.toString('hex').slice(0, 8).toUpperCase()
    must(digits === data['digits'], `its slip says ${JSON.stringify(data['digits'])}, the root begins ${digits}`)
  }),
]

const REFUSALS: ReadonlySet<string> = new Set([
  'HOST_UNREACHABLE',
  'HOST_DECLINED',
  'NO_BATCH',
  'NOT_SIGNED_ON',
  'NOT_READY',
])

export const journalClauses: readonly Clause[] = [...journalOnly, ...batches, ...digests, ...orders]
