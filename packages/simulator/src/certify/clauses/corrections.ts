import { type Command, type CorrectionAnswer, readCorrectionAnswer, toBase64url } from '@budeng/protocol'
import type { JournalRecord } from '@budeng/transactions'
import { SILENCE_MS } from '../../limits.ts'
import { type Clause, must } from '../clause.ts'
import { atLevel } from './journal.ts'

type Bench = Parameters<Clause['run']>[0]
type Params = Command['params']

/** A bench makes no sale, so it inserts one: under a STAN that a terminal comes to last. */
const STAN = '999990'

/** Sends a correction; answers what the terminal said of it. */
async function correct(bench: Bench, params: Params): Promise<CorrectionAnswer> {
  const result = await bench.run('CORRECTION_APPLY', params)
  const answer = readCorrectionAnswer(result)
  must(answer !== null, `it ended ${result.status}(${result.code}) with ${JSON.stringify(result.data)}`)
  must((result.status === 'SUCCEEDED') === (answer.code === 'APPLIED'), `${answer.code} came as ${result.status}`)
  return answer
}

/** A correction that is applied: held against the record that comes, and against the root of what the bench has. */
async function applied(bench: Bench, params: Params): Promise<Extract<CorrectionAnswer, { code: 'APPLIED' }>> {
  const answer = await correct(bench, params)
  must(answer.code === 'APPLIED', `it was not applied: ${JSON.stringify(answer)}`)
  const { amendmentSeq: seq, throughSeq, leaf, root } = answer
  await bench.inbox.until(() => (bench.journal.through(bench.epoch) >= seq ? true : undefined), SILENCE_MS)
  const { type, amendment } = bench.journal.record(bench.epoch, seq)
  must(type === 'AMENDMENT' && amendment?.correctionId === params['correctionId'], `record ${seq} is a ${type}`)
  must(throughSeq === seq, `throughSeq is ${throughSeq}, amendmentSeq ${seq}`)
  must(leaf === toBase64url(bench.journal.leaf(bench.epoch, seq)), 'its leaf is not the one of the record')
  must(root === bench.journal.root(bench.epoch, seq), `its root is not the one through ${seq}`)
  return answer
}

function lastRecord(
  bench: Bench,
  type: JournalRecord['type'],
): { readonly seq: number; readonly record: JournalRecord } {
  for (let seq = bench.journal.through(bench.epoch); seq > 0; seq--) {
    const record = bench.journal.record(bench.epoch, seq)
    if (record.type === type) return { seq, record }
  }
  must(false, `there is no ${type} in its journal`)
}

function insertion(bench: Bench, correctionId: string, changes: Params = {}): Params {
  const { batch = '' } = lastRecord(bench, 'SIGN_ON').record
  const money = { amount: '1111', currency: 'CNY', exponent: '2', outcome: 'APPROVED' }
  const patch = { type: 'PURCHASE', batch, stan: STAN, ...money }
  return { correctionId, epoch: bench.epoch, op: 'INSERT', version: 1, patch, ...changes }
}

/** Over the sale that was inserted. */
function amendmentOf(bench: Bench, correctionId: string, changes: Params = {}): Params {
  const { seq, record } = lastInsertion(bench)
  const { batch = '', stan = '', type = '' } = record.amendment?.patch ?? {}
  return {
    correctionId,
    epoch: bench.epoch,
    op: 'AMEND',
    targetSeq: seq,
    targetLeaf: bench.journal.leaf(bench.epoch, seq).toString('hex'),
    original: { batch, stan, type },
    version: 2,
    patch: { amount: '1100' },
    ...changes,
  }
}

function lastInsertion(bench: Bench): { readonly seq: number; readonly record: JournalRecord } {
  for (let seq = bench.journal.through(bench.epoch); seq > 0; seq--) {
    const record = bench.journal.record(bench.epoch, seq)
    if (record.amendment?.op === 'INSERT') return { seq, record }
  }
  must(false, 'nothing was inserted into its journal')
}

async function objects(bench: Bench, params: Params, expected: object): Promise<void> {
  const before = bench.journal.through(bench.epoch)
  const answer = await correct(bench, params)
  const wanted = JSON.stringify(expected)
  must(JSON.stringify(answer) === wanted, `it answered ${JSON.stringify(answer)} instead of ${wanted}`)
  await bench.inbox.silence(bench.inbox.mark(), SILENCE_MS, ({ kind }) => kind === 'records')
  must(bench.journal.through(bench.epoch) === before, 'it wrote a record all the same')
}

/** Corrections, at level L3; before the epoch rises. */
export const correctionClauses: readonly Clause[] = [
  atLevel(3, '22.1', 'takes corrections by a correction key only, and nothing else by it', async (bench) => {
    must(bench.supports('CORRECTION_APPLY'), 'CORRECTION_APPLY is not among its types')
    const from = bench.inbox.mark()
    const params = insertion(bench, 'certify-forged')
    bench.sendCommand(bench.command('CORRECTION_APPLY', params), bench.keys.command)
    bench.sendCommand(bench.command('STATUS_GET'), bench.keys.correction)
    const answer = await bench.inbox.silence(from, SILENCE_MS, (message) => 'id' in message)
    must(answer === undefined, `it answered with a ${answer?.message.kind}: ${answer?.json}`)
  }),
  atLevel(
    3,
    '22.5',
    'applies one as the next record, and names its place, its leaf and the root through it',
    async (bench) => {
      const before = bench.journal.through(bench.epoch)
      const { amendmentSeq } = await applied(bench, insertion(bench, 'certify-1'))
      must(amendmentSeq === before + 1, `the record before is ${before}, the amendment ${amendmentSeq}`)
      const { seq } = lastInsertion(bench)
      const second = await applied(bench, amendmentOf(bench, 'certify-2'))
      const { amendment, original } = bench.journal.record(bench.epoch, second.amendmentSeq)
      must(amendment?.targetSeq === seq && original?.stan === STAN, 'the record does not say what it amends')
    },
  ),
  atLevel(3, '22.2', 'applies nothing that it does not understand', async (bench) => {
    const { status, code } = await bench.run('CORRECTION_APPLY', { ...insertion(bench, 'certify-3'), root: 'x' })
    must(status === 'REJECTED' && code === 'BAD_PARAMETERS', `an unknown member ended ${status}(${code})`)
  }),
  atLevel(3, '22.6', 'says what stands against one, and writes nothing then', async (bench) => {
    const { seq } = lastInsertion(bench)
    const leaf = toBase64url(bench.journal.leaf(bench.epoch, seq))
    await objects(bench, amendmentOf(bench, 'certify-4', { version: 3, targetLeaf: '00'.repeat(32) }), {
      code: 'NACK_BASE',
      leaf,
    })
    await objects(bench, amendmentOf(bench, 'certify-4', { version: 3, epoch: bench.epoch + 1 }), {
      code: 'NACK_EPOCH',
      epoch: bench.epoch,
    })
    await objects(bench, amendmentOf(bench, 'certify-4'), { code: 'NACK_POLICY', reason: 'OLD_VERSION' })
    await objects(bench, insertion(bench, 'certify-4'), { code: 'NACK_POLICY', reason: 'KEY_TAKEN' })
  }),
  atLevel(3, '22.7', 'answers a correction that it has applied with the same record', async (bench) => {
    const params = {
      ...insertion(bench, 'certify-5'),
      patch: { ...(insertion(bench, '')['patch'] as object), stan: '999991' },
    }
    const first = await applied(bench, params)
    const again = await correct(bench, params)
    must(JSON.stringify(again) === JSON.stringify(first), `the second time it answered ${JSON.stringify(again)}`)
    await objects(bench, { ...params, version: 7 }, { code: 'NACK_POLICY', reason: 'OTHER_CORRECTION' })
  }),
  atLevel(3, '22.8', 'says adjustment for a batch that is not open', async (bench) => {
    const { batch = '' } = lastRecord(bench, 'SIGN_ON').record
    const other = batch === '999999' ? '999998' : '999999'
    const { patch } = insertion(bench, '')
    const { adjustment } = await applied(
      bench,
      insertion(bench, 'certify-6', { patch: { ...(patch as object), batch: other } }),
    )
    must(adjustment === true, 'it does not say so')
  }),
]
