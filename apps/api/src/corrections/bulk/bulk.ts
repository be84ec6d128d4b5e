import { type BulkRow, evidenceText, missingEvidence, previewBulk, reasonProblem } from '@budeng/corrections'
import { type Money, type Refusal, sumMoney } from '@budeng/kernel'
import {
  type CorrectionWish,
  createCorrection,
  formProblems,
  previewCorrection,
  proposalOfWish,
  type Scoped,
  submitCorrection,
  type Unit,
  moneyRulesOf,
  usageOfMaker,
} from '@budeng/storage'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, permit, Refused, told } from '../../graphql/wish.ts'
import { problemText, refusalText, userError } from '../../language/language.ts'
import { findCorrection } from '../find-correction.ts'
import { makerOf } from '../second-person.ts'
import { namedTransaction } from '../../transactions/statement.resolver.ts'
import { wishedOf } from '../wished.ts'
import type {
  CorrectionBulkPayload,
  CorrectionBulkPreviewObject,
  CorrectionBulkRowObject,
  CorrectionBulkStartInput,
} from './bulk.type.ts'
import { wishOfRow, type WrittenRow, writtenRows } from './read-bulk.ts'

type Problem = Pick<Refusal, 'code' | 'params'>

/** A row that was looked at: what it wishes, and what keeps it. */
interface LookedAt {
  readonly line: number
  readonly wish: CorrectionWish | null
  /** Of which it is, as far as that is known. */
  readonly transactionId: string | null
  readonly problems: readonly Problem[]
  readonly tier: number | null
  readonly stake: readonly Money[]
}

/** What a file of corrections would do. */
export async function bulkPreview(operation: Operation, csv: string): Promise<CorrectionBulkPreviewObject> {
  try {
    const written = await writtenRows(csv)
    const looked = await operation.read((db) => lookAt(operation, db, written))
    const accepted = looked.filter(({ problems }) => problems.length === 0)
    const rows = looked.map((row) => rowView(operation, written, row))
    return {
      rows: await Promise.all(rows),
      accepted: accepted.length,
      stake: sumMoney(accepted.flatMap(({ stake }) => stake)),
      userErrors: [],
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { rows: [], accepted: 0, stake: [], userErrors: [userError(error.refusal, operation.reader)] }
  }
}

/** Hands the rows in that the preview accepted, each as a correction of its own. */
export async function bulkStart(operation: Operation, input: CorrectionBulkStartInput): Promise<CorrectionBulkPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'correctionBulkStart', key, input: rest }, async (unit) => {
    permit(operation.authority, 'correction:make')
    const looked = await lookAt(operation, unit, await writtenRows(input.csv))
    const count = looked.filter(({ problems }) => problems.length === 0).length
    if (count !== input.expectedCount)
      throw new Refused({
        ...{ code: 'VERSION_CHANGED', params: { count, expected: input.expectedCount } },
        path: ['input', 'expectedCount'],
      })
    const rows: DoneRow[] = []
    for (const { line, wish, transactionId, problems } of looked)
      rows.push({
        ...{ line, transactionId },
        ...(wish === null || problems.length > 0
          ? { problems, correctionId: null }
          : await handIn(operation, unit, wish)),
      })
    return rows
  })
  if (!outcome.ok) return { rows: [], accepted: 0, ...told(operation, outcome) }
  const written = await writtenRows(input.csv)
  const rows = await Promise.all(
    outcome.answer.map(async ({ correctionId, ...row }) => {
      const correction = correctionId === null ? null : await findCorrection(operation, correctionId)
      const money = { tier: correction?.tier ?? null, stake: correction?.stake ?? [] }
      return { ...(await rowView(operation, written, { ...row, ...money })), correction }
    }),
  )
  const accepted = rows.filter(({ problems }) => problems.length === 0).length
  return { rows, accepted, ...told(operation, outcome) }
}

/** What became of a row, as it is kept for whoever asks again. */
interface DoneRow {
  readonly line: number
  readonly transactionId: string | null
  readonly problems: readonly Problem[]
  readonly correctionId: string | null
}

/** A row's correction; what is refused now stays a draft, with its reason. */
async function handIn(operation: Operation, unit: Unit, wish: CorrectionWish) {
  const made = await createCorrection(unit, wish)
  if (!made.ok) return { problems: [problemOf(made.refusal)], correctionId: null }
  const answer = await submitCorrection(unit, made.row.id, makerOf(operation))
  const problems = answer === null || answer.ok ? [] : [problemOf(answer.refusal)]
  return { problems, correctionId: made.row.id }
}

/** Row by row in their order: caps are used up by the rows before, and of two for one transaction only the first goes on. */
async function lookAt(operation: Operation, db: Scoped, rows: readonly WrittenRow[]): Promise<LookedAt[]> {
  const looked: (LookedAt & { readonly row: BulkRow | null })[] = []
  for (const row of rows) looked.push(await lookAtRow(operation, db, row))
  const known = looked.flatMap(({ row }) => row ?? [])
  const usage = await usageOfMaker(db, makerOf(operation).humanId, operation.viewer.organisation.timeZone)
  const [acquirerId = ''] = operation.viewer.organisation.path.split('.')
  const judging = previewBulk(known, usage, await moneyRulesOf(db, acquirerId))
  const judged = new Map(known.map((row, place) => [row, judging.rows[place]]))
  return looked.map(({ row, ...each }) => ({
    ...each,
    problems: [...each.problems, ...((row === null ? undefined : judged.get(row)?.problems) ?? []).map(coded)],
  }))
}

async function lookAtRow(
  operation: Operation,
  db: Scoped,
  written: WrittenRow,
): Promise<LookedAt & { readonly row: BulkRow | null }> {
  const { line } = written
  const none = { line, wish: null, transactionId: null, tier: null, stake: [], row: null }
  const asked = await wishOfRow(operation, db, written)
  if ('problem' in asked) {
    const { transactionId = null, problem } = asked
    return { ...none, transactionId, problems: [{ code: problem }] }
  }
  try {
    const { wish } = await wishedOf(operation, db, asked)
    const { transactionId } = wish
    const proposal = proposalOfWish(wish, '')
    const wrong = formProblems(proposal)
    if (wrong.length > 0) return { ...none, transactionId, problems: wrong.map(coded) }
    const { impact, problems, requirement } = await previewCorrection(db, wish.place, proposal)
    const reason = reasonProblem(wish.reason)
    const lacking = missingEvidence(wish.kind, wish.evidence)
    const own: Problem[] = [
      ...(reason === null ? [] : [{ code: reason }]),
      ...(lacking.length === 0 ? [] : [{ code: 'EVIDENCE_MISSING', params: { missing: evidenceText(lacking) } }]),
    ]
    const row = own.length > 0 ? null : { proposal, impact, problems }
    const found = row === null ? [...own, ...problems.map(coded)] : []
    return { line, wish, transactionId, problems: found, tier: requirement.tier, stake: impact.stake, row }
  } catch (error) {
    if (error instanceof Refused) return { ...none, problems: [problemOf(error.refusal)] }
    throw error
  }
}

const coded = (code: string): Problem => ({ code })

function problemOf({ code, params }: Problem): Problem {
  return params === undefined ? { code } : { code, params }
}

type SeenRow = Omit<LookedAt, 'wish'>

async function rowView(
  operation: Operation,
  written: readonly WrittenRow[],
  { line, problems, tier, stake, transactionId }: SeenRow,
): Promise<CorrectionBulkRowObject> {
  const { reader } = operation
  const said = problems.map((problem) => {
    const text = problemText(problem.code, reader)
    const { code, params = {} } = problem
    return { code, message: text === code ? refusalText(code, params, reader) : text }
  })
  const row = written.find((each) => each.line === line)
  const cell = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text.trim())
  return {
    ...{ line, problems: said, tier, stake, correction: null },
    written: {
      ...{ tid: cell(row?.tid), rrn: cell(row?.rrn), batch: cell(row?.batch), stan: cell(row?.stan) },
      ...{ kind: cell(row?.kind), field: cell(row?.field), value: cell(row?.value), reason: cell(row?.reason) },
    },
    transaction: transactionId === null ? null : await namedTransaction(operation, transactionId),
  }
}
