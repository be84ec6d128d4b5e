import {
  type Case,
  type CorrectionKind,
  EVIDENCE_MAX,
  type Evidence,
  isCaseOver,
  isDocumentName,
  KIND_RULES,
  type Target,
} from '@budeng/corrections'
import {
  caseOf,
  type CorrectionPlace,
  type CorrectionRow,
  correctionsOfTransactions,
  type CorrectionWish,
  loadCases,
  placeOfTerminal,
  type Scoped,
  targetOfKey,
  targetOfTransaction,
  type Witness,
  witnessesOf,
} from '@budeng/storage'
import { type FieldName, FIELD_NAMES, type Patch, RECORD_TYPES, type RecordType } from '@budeng/transactions'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { notFound, Refused } from '../graphql/wish.ts'
import { CORRECTION_FIELDS_MAX } from '../limits.ts'
import type { CorrectionContentInput, CorrectionPreviewInput, EvidenceInput } from './correction-input.ts'
import { makerOf } from './second-person.ts'

/** What somebody wants corrected, with everything here that speaks for or against it. */
export interface Wished {
  readonly wish: CorrectionWish
  readonly witnesses: readonly Witness[]
}

/** Reads what a draft or its preview names. @throws Refused when something of it is not there */
export async function wishedOf(operation: Operation, db: Scoped, input: CorrectionPreviewInput): Promise<Wished> {
  const { kind } = input
  const where = await whereOf(db, input)
  const { place, transactionId } = where
  const patch = await patchOf(db, kind, input)
  const target = where.target ?? insertedTarget(kind, place, patch)
  const tariff = tariffOf(input)
  const one = await caseNamed(db, input.caseId ?? null)
  const here = await witnessesOf(db, place, { kind, target, patch, tariff }, transactionId)
  const witnesses = [...here, ...readByRules(one, kind, here)]
  const earlier = transactionId === null ? [] : await correctionsOfTransactions(db, [transactionId])
  const wish: CorrectionWish = {
    ...{ place, kind, target, transactionId, patch, tariff },
    baseVersion: where.postedVersion,
    moveTo: await moveToOf(db, input),
    reason: input.reason ?? '',
    evidence: chosenEvidence(witnesses, input.evidence ?? null),
    caseId: one?.id ?? null,
    // what was corrected before is what is corrected now
    correctsId: where.postedVersion > 0 ? (lastPosted(earlier)?.id ?? null) : null,
    differenceId: null,
    maker: makerOf(operation),
    automatic: null,
  }
  return { wish, witnesses }
}

/** @throws Refused when it is not there, or over */
async function caseNamed(db: Scoped, caseId: string | null): Promise<Case | null> {
  if (caseId === null) return null
  const id = idOf('case', caseId)
  const [row] = id === null ? [] : await loadCases(db, [id])
  if (row === undefined) throw notFound('caseId')
  if (isCaseOver(row.state)) throw new Refused({ code: 'CASE_OVER', path: ['input', 'caseId'] })
  return caseOf(row)
}

/** What rules read of a case is here as well, though it is of no record that we have: a gap, a sign-on, a number of a merchant. */
function readByRules(one: Case | null, kind: CorrectionKind, here: readonly Witness[]): Witness[] {
  const read = (one?.hits ?? []).filter((hit) => hit.kind === kind).flatMap(({ evidence }) => evidence)
  const missing = read.filter(({ source, id }) => !here.some((each) => each.source === source || each.id === id))
  return missing.map((each) => ({ ...each, amount: null, text: each.id }))
}

function lastPosted(rows: readonly CorrectionRow[]): CorrectionRow | undefined {
  return rows
    .filter(({ postedAt }) => postedAt !== null)
    .toSorted((a, b) => a.baseVersion - b.baseVersion)
    .at(-1)
}

interface Where {
  readonly place: CorrectionPlace
  readonly target: Target | null
  readonly transactionId: string | null
  readonly postedVersion: number
}

/** The transaction that is named, or the terminal. @throws Refused */
async function whereOf(
  db: Scoped,
  input: Pick<CorrectionPreviewInput, 'transactionId' | 'terminalId'>,
): Promise<Where> {
  if (input.transactionId == null) {
    const terminalId = idOf('terminal', input.terminalId ?? '')
    const place = terminalId === null ? null : await placeOfTerminal(db, terminalId)
    if (place === null) throw notFound('terminalId')
    return { place, target: null, transactionId: null, postedVersion: 0 }
  }
  const id = idOf('transaction', input.transactionId)
  const found = id === null ? null : await targetOfTransaction(db, id)
  const place = found === null ? null : await placeOfTerminal(db, found.row.terminalId)
  // of a terminal that moved away nothing more is corrected from here
  if (found === null || place === null) throw notFound('transactionId')
  return { place, target: found.target, transactionId: found.row.id, postedVersion: found.postedVersion }
}

/** What is inserted is named by its own members. */
function insertedTarget(kind: CorrectionKind, place: CorrectionPlace, { batch, stan, type }: Patch): Target | null {
  if (KIND_RULES[kind].effect !== 'INSERT' || batch === undefined || stan === undefined || !isRecordType(type))
    return null
  return targetOfKey(place.scope.terminalId, place.epoch, { batch, stan, type })
}

function isRecordType(type: string | undefined): type is RecordType {
  return (RECORD_TYPES as readonly string[]).includes(type ?? '')
}

/** @throws Refused for a name that no member has */
export async function patchOf(
  db: Scoped,
  kind: CorrectionKind,
  { patch, linkToId }: Pick<CorrectionContentInput, 'patch' | 'linkToId'>,
): Promise<Patch> {
  const given = patch ?? []
  if (given.length > CORRECTION_FIELDS_MAX) throw new Refused({ code: 'FIELD_NOT_ALLOWED', path: ['input', 'patch'] })
  for (const [place, { field }] of given.entries())
    if (!(FIELD_NAMES as readonly string[]).includes(field))
      throw new Refused({ code: 'FIELD_NOT_ALLOWED', path: ['input', 'patch', String(place), 'field'] })
  const texts: Partial<Record<FieldName, string>> = Object.fromEntries(given.map(({ field, value }) => [field, value]))
  if (linkToId == null) return texts
  const id = idOf('transaction', linkToId)
  const other = id === null ? null : await targetOfTransaction(db, id)
  if (other === null || !KIND_RULES[kind].fields.includes('originalStan')) throw notFound('linkToId')
  const { batch, stan } = other.target.key
  return { ...texts, originalBatch: batch, originalStan: stan, originalType: other.target.type }
}

/** The terminal to which it is to be moved. @throws Refused when the viewer sees no such one */
export async function moveToOf(
  db: Scoped,
  { moveToId }: Pick<CorrectionContentInput, 'moveToId'>,
): Promise<string | null> {
  if (moveToId == null) return null
  const id = idOf('terminal', moveToId)
  const place = id === null ? null : await placeOfTerminal(db, id)
  if (place === null) throw notFound('moveToId')
  return place.scope.terminalId
}

export function tariffOf({ tariff }: Pick<CorrectionContentInput, 'tariff'>): CorrectionWish['tariff'] {
  return tariff == null ? null : { id: tariff.tariffId, version: tariff.version }
}

/**
 * What is kept as evidence: what the maker chose of what is here, or every record that is here. What a record says against
 * it is always kept, so that the second person sees it. @throws Refused for something that is not here
 */
export function chosenEvidence(witnesses: readonly Witness[], chosen: readonly EvidenceInput[] | null): Evidence[] {
  const wanted = chosen?.map(({ ref, agrees }, place) => {
    const found = witnesses.find(({ id }) => id === ref)
    if (found === undefined)
      throw new Refused({ code: 'EVIDENCE_UNKNOWN', path: ['input', 'evidence', String(place), 'ref'] })
    return found.source === 'DOCUMENT' && agrees === false ? { ...found, agrees: false } : found
  })
  // an uploaded document may be of anything at this terminal: a person says that it is of this
  const records = witnesses.filter(({ id }) => !isDocumentName(id))
  const kept = wanted === undefined ? records : [...wanted, ...records.filter((each) => !each.agrees)]
  const once = new Map(kept.map((each) => [each.id, each]))
  if (wanted !== undefined && wanted.length > EVIDENCE_MAX)
    throw new Refused({ code: 'TOO_MUCH_EVIDENCE', params: { limit: EVIDENCE_MAX }, path: ['input', 'evidence'] })
  return [...once.values()]
    .slice(0, EVIDENCE_MAX)
    .map(({ id, source, agrees, recordKey }) => ({ id, source, agrees, recordKey }))
}
