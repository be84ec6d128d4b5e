import {
  capProblem,
  countCap,
  CORRECTION_KINDS,
  type CorrectionKind,
  type CorrectionProblem,
  fieldDiffs,
  KIND_RULES,
  missingEvidence,
  problemsOf,
  type Proposal,
  reasonProblem,
} from '@budeng/corrections'
import { sumMoney } from '@budeng/kernel'
import {
  type CorrectionPlace,
  type CorrectionWish,
  formProblems,
  moneyRulesOf,
  placeOfTerminal,
  previewCorrection,
  proposalOfWish,
  type Scoped,
  targetOfTransaction,
  usageOfMaker,
  type Witness,
} from '@budeng/storage'
import { type FieldName, type Patch, stanKeyText } from '@budeng/transactions'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type AnyRefusal, Refused } from '../graphql/refused.ts'
import { problemText, userError } from '../language/language.ts'
import { ledgerMoney } from '../transactions/ledger-money.ts'
import type { CorrectionPreviewInput } from './correction-input.ts'
import type {
  CorrectionFormKindObject,
  CorrectionFormObject,
  CorrectionPreviewObject,
  CorrectionUsageObject,
} from './form.type.ts'
import { accountsShown, impactView } from './impact-view.ts'
import { textsInVersion } from './present-texts.ts'
import { makerOf } from './second-person.ts'
import { wishedOf } from './wished.ts'

/** What may be corrected of a transaction, or where there is none; null: the viewer sees no such thing. */
export async function formOf(
  operation: Operation,
  { transactionId, terminalId }: { readonly transactionId: string | null; readonly terminalId: string | null },
): Promise<CorrectionFormObject | null> {
  return await operation.read(async (db) => {
    const [txn, trm] = [idOf('transaction', transactionId ?? ''), idOf('terminal', terminalId ?? '')]
    const found = txn === null ? null : await targetOfTransaction(db, txn)
    const id = found?.row.terminalId ?? (transactionId === null ? trm : null)
    const place = id === null ? null : await placeOfTerminal(db, id)
    if (place === null) return null
    const bare = { ...NOTHING, target: found?.target ?? null, baseVersion: found?.postedVersion ?? 0 }
    const { loaded } = await previewCorrection(db, place, bare)
    const present: Patch = found === null ? {} : textsInVersion(found.row, found.postedVersion)
    const kinds = CORRECTION_KINDS.map((kind) => {
      const proposal = {
        ...bare,
        kind,
        patch: filledIn(kind, present),
        tariff: kind === 'WRONG_FEE' ? SOME_TARIFF : null,
      }
      const problems = KIND_RULES[kind].hasTarget === (found !== null) ? problemsOf(proposal, loaded.base) : MISPLACED
      return kindView(
        operation,
        kind,
        problems.filter((each) => !OF_THE_WRITER.has(each)),
        present,
      )
    })
    return { kinds, today: await todayOf(operation, db, place) }
  })
}

const SOME_TARIFF = { id: '', version: 1 }
const MISPLACED: readonly CorrectionProblem[] = ['NO_TARGET']
/** What the form asks for, and what comes of its not being filled in yet. */
const OF_THE_WRITER: ReadonlySet<CorrectionProblem> = new Set<CorrectionProblem>([
  ...(['FIELD_MISSING', 'NOTHING_CHANGES', 'UNREADABLE', 'LINK_TO_ITSELF', 'EXPONENT_DIFFERS', 'KEY_DIFFERS'] as const),
])

const NOTHING: Omit<Proposal, 'target' | 'baseVersion'> = {
  ...{ id: '', kind: 'WRONG_CARD_REF', patch: {}, moveTo: null, tariff: null, reason: '', evidence: [] },
  ...{ caseId: null, correctsId: null, maker: null, automatic: null },
}

/** A form as if the writer had left everything as it is, so that only what concerns the transaction itself is wrong. */
function filledIn(kind: CorrectionKind, present: Patch): Patch {
  const own = Object.fromEntries(
    KIND_RULES[kind].needs.flatMap((name) => (present[name] === undefined ? [] : [[name, present[name]]])),
  )
  return KIND_RULES[kind].needs.includes('originalStan')
    ? { ...own, originalBatch: '000001', originalStan: '000001', originalType: 'PURCHASE' }
    : own
}

function kindView(
  { reader }: Operation,
  kind: CorrectionKind,
  problems: readonly CorrectionProblem[],
  present: Patch,
): CorrectionFormKindObject {
  const rule = KIND_RULES[kind]
  const isLink = (name: FieldName) => name === 'originalBatch' || name === 'originalStan' || name === 'originalType'
  return {
    kind,
    allowed: problems.length === 0,
    reasons: problems.map((code) => ({ code, message: problemText(code, reader) })),
    fields: rule.fields
      .filter((name) => !isLink(name))
      .map((field) => ({ field, present: present[field] ?? null, required: rule.needs.includes(field) })),
    needsLink: rule.needs.includes('originalStan'),
    mayMove: kind === 'MISPOSTED',
    needsTariff: kind === 'WRONG_FEE',
    evidenceNeeded: rule.evidence.map((sources) => ({ sources })),
    operation: rule.command,
    settled: rule.settled,
    proofKind: rule.proof,
  }
}

/** Of the viewer's own day, and nobody else's. */
async function todayOf(
  operation: Operation,
  db: Scoped,
  { timeZone, scope }: CorrectionPlace,
): Promise<CorrectionUsageObject> {
  const { count, stake } = await usageOfMaker(db, makerOf(operation).humanId, timeZone)
  const { caps } = await moneyRulesOf(db, scope.acquirerId)
  const stakeMax = Object.entries(caps.stake).map(([currency, minor]) => ledgerMoney(minor, currency))
  return {
    count,
    countMax: countCap(caps, stakeMax),
    stake: sumMoney(stake),
    stakeMax,
  }
}

/** What a correction would do, while it is written. */
export async function preview(operation: Operation, input: CorrectionPreviewInput): Promise<CorrectionPreviewObject> {
  try {
    return await operation.read(async (db) => {
      const { wish, witnesses } = await wishedOf(operation, db, input)
      return await previewOf(operation, db, wish, witnesses)
    })
  } catch (error) {
    if (error instanceof Refused) return { ...NO_PREVIEW, userErrors: [userError(error.refusal, operation.reader)] }
    throw error
  }
}

const NO_PREVIEW: CorrectionPreviewObject = {
  ...{ problems: [], impact: null, diff: null, stake: [], tier: null, checkersNeeded: null, otherOrganisation: null },
  ...{ witnesses: [], evidenceMissing: [], userErrors: [] },
}

async function previewOf(
  operation: Operation,
  db: Scoped,
  wish: CorrectionWish,
  witnesses: readonly Witness[],
): Promise<CorrectionPreviewObject> {
  const { reader } = operation
  const proposal = proposalOfWish(wish, '')
  const wrong = formProblems(proposal)
  const said = (codes: readonly CorrectionProblem[]) =>
    codes.map((code) => ({ code, message: problemText(code, reader) }))
  const known = {
    witnesses: witnesses.map(({ id: ref, source, agrees, amount, text }) => ({ ref, source, agrees, amount, text })),
    evidenceMissing: missingEvidence(wish.kind, wish.evidence).map((sources) => ({ sources })),
  }
  if (wrong.length > 0) return { ...NO_PREVIEW, ...known, problems: said(wrong) }
  const shown = await previewCorrection(db, wish.place, proposal)
  const { impact, diffHash: hash, problems, requirement, rules, loaded } = shown
  const row =
    wish.transactionId === null || wish.target === null ? undefined : loaded.rows.get(stanKeyText(wish.target.key))
  const before = row === undefined ? {} : textsInVersion(row, wish.baseVersion)
  const usage = await usageOfMaker(db, makerOf(operation).humanId, wish.place.timeZone)
  const cap = capProblem(usage, impact.stake, rules.caps)
  const reason = wish.reason === '' ? null : reasonProblem(wish.reason)
  const refusals: AnyRefusal[] = [
    ...(cap === null ? [] : [{ code: cap }]),
    ...(reason === null ? [] : [{ code: reason, path: ['input', 'reason'] }]),
  ]
  return {
    ...known,
    problems: said(problems),
    impact: impactView(impact, accountsShown(operation)),
    diff: { hash, fields: fieldDiffs(wish.patch, before) },
    stake: impact.stake,
    tier: requirement.tier,
    checkersNeeded: requirement.checkers,
    otherOrganisation: requirement.otherOrganisation,
    userErrors: refusals.map((refusal) => userError(refusal, reader)),
  }
}
