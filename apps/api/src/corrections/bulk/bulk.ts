import { permissionRefusal } from '@budeng/access'
import { type BulkRow, missingEvidence, previewBulk, reasonProblem } from '@budeng/corrections'
import type { Money } from '@budeng/kernel'
import {
  type CorrectionWish,
  createCorrection,
  formProblems,
  previewCorrection,
  proposalOfWish,
  type Scoped,
  submitCorrection,
  type Unit,
  usageOfMaker,
} from '@budeng/storage'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, Refused } from '../../graphql/wish.ts'
import { problemText, userError } from '../../language/language.ts'
import { findCorrection } from '../find-correction.ts'
import { makerOf } from '../second-person.ts'
import { wishedOf } from '../wished.ts'
import type {
  CorrectionBulkPayload,
  CorrectionBulkPreviewObject,
  CorrectionBulkRowObject,
  CorrectionBulkStartInput,
} from './bulk.type.ts'
import { wishOfRow, type WrittenRow, writtenRows } from './read-bulk.ts'

/** A row that was looked at: what it wishes, and what keeps it. */
interface LookedAt {
  readonly line: number
  readonly wish: CorrectionWish | null
  readonly problems: readonly string[]
  readonly tier: number | null
  readonly stake: readonly Money[]
}

/** What a file of corrections would do. */
export async function bulkPreview(operation: Operation, csv: string): Promise<CorrectionBulkPreviewObject> {
  try {
    const looked = await operation.read((db) => lookAt(operation, db, writtenRows(csv)))
    const accepted = looked.filter(({ problems }) => problems.length === 0)
    return {
      rows: looked.map((row) => rowView(operation, row)),
      accepted: accepted.length,
      stake: accepted.flatMap(({ stake }) => stake),
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
    const forbidden = permissionRefusal(operation.authority, 'correction:make')
    if (forbidden !== null) throw new Refused(forbidden)
    const looked = await lookAt(operation, unit, writtenRows(input.csv))
    const count = looked.filter(({ problems }) => problems.length === 0).length
    if (count !== input.expectedCount)
      throw new Refused({
        ...{ code: 'VERSION_CHANGED', params: { count, expected: input.expectedCount } },
        path: ['input', 'expectedCount'],
      })
    const rows: { line: number; problems: readonly string[]; correctionId: string | null }[] = []
    for (const { line, wish, problems } of looked)
      rows.push({
        line,
        ...(wish === null || problems.length > 0
          ? { problems, correctionId: null }
          : await handIn(operation, unit, wish)),
      })
    return rows
  })
  if (!outcome.ok)
    return { rows: [], accepted: 0, replayed: false, userErrors: [userError(outcome.refusal, operation.reader)] }
  const rows = await Promise.all(
    outcome.answer.map(async ({ line, problems, correctionId }) => {
      const correction = correctionId === null ? null : await findCorrection(operation, correctionId)
      const view = rowView(operation, {
        line,
        problems,
        wish: null,
        tier: correction?.tier ?? null,
        stake: correction?.stake ?? [],
      })
      return { ...view, correction }
    }),
  )
  const accepted = rows.filter(({ problems }) => problems.length === 0).length
  return { rows, accepted, replayed: outcome.replayed, userErrors: [] }
}

/** A row's correction; what is refused now stays a draft, with its reason. */
async function handIn(operation: Operation, unit: Unit, wish: CorrectionWish) {
  const made = await createCorrection(unit, wish)
  if (!made.ok) return { problems: [made.refusal.code], correctionId: null }
  const answer = await submitCorrection(unit, made.row.id, makerOf(operation))
  const problems = answer === null || answer.ok ? [] : [answer.refusal.code]
  return { problems, correctionId: made.row.id }
}

/** Row by row in their order: caps are used up by the rows before, and of two for one transaction only the first goes on. */
async function lookAt(operation: Operation, db: Scoped, rows: readonly WrittenRow[]): Promise<LookedAt[]> {
  const looked: (LookedAt & { readonly row: BulkRow | null })[] = []
  for (const row of rows) looked.push(await lookAtRow(operation, db, row))
  const known = looked.flatMap(({ row }) => row ?? [])
  const usage = await usageOfMaker(db, makerOf(operation).humanId, operation.viewer.organisation.timeZone)
  const judged = new Map(known.map((row, place) => [row, previewBulk(known, usage).rows[place]]))
  return looked.map(({ row, ...each }) => ({
    ...each,
    problems: [...each.problems, ...((row === null ? undefined : judged.get(row)?.problems) ?? [])],
  }))
}

async function lookAtRow(
  operation: Operation,
  db: Scoped,
  written: WrittenRow,
): Promise<LookedAt & { readonly row: BulkRow | null }> {
  const { line } = written
  const none = { line, wish: null, tier: null, stake: [], row: null }
  const asked = await wishOfRow(operation, db, written)
  if ('problem' in asked) return { ...none, problems: [asked.problem] }
  try {
    const { wish } = await wishedOf(operation, db, asked)
    const proposal = proposalOfWish(wish, '')
    const wrong = formProblems(proposal)
    if (wrong.length > 0) return { ...none, problems: wrong }
    const { impact, problems, requirement } = await previewCorrection(db, wish.place, proposal)
    const reason = reasonProblem(wish.reason)
    const own = [
      ...(reason === null ? [] : [reason]),
      ...(missingEvidence(wish.kind, wish.evidence).length === 0 ? [] : ['EVIDENCE_MISSING']),
    ]
    const row = own.length > 0 ? null : { proposal, impact, problems }
    const found = row === null ? [...own, ...problems] : []
    return { line, wish, problems: found, tier: requirement.tier, stake: impact.stake, row }
  } catch (error) {
    if (error instanceof Refused) return { ...none, problems: [error.refusal.code] }
    throw error
  }
}

function rowView({ reader }: Operation, { line, problems, tier, stake }: LookedAt): CorrectionBulkRowObject {
  const said = problems.map((code) => {
    const text = problemText(code, reader)
    return { code, message: text === code ? userError({ code }, reader).message : text }
  })
  return { line, problems: said, tier, stake, correction: null }
}
