import { currencyExponent } from './currency.ts'
import { RECORD_BODY_MAX } from './limits.ts'
import { AMENDMENT_CHECKS, FIELD_CHECKS, isFieldText, NUMERIC } from './record-checks.ts'
import {
  type AmendmentBody,
  FIELD_NAMES,
  type FieldName,
  type JournalRecord,
  type OriginalRef,
  type StanKey,
} from './record-fields.ts'
import { type RecordType, TYPE_RULES } from './record-types.ts'

export const RECORD_FAULTS = [
  'TOO_LONG',
  'NOT_JSON',
  'NOT_AN_OBJECT',
  'UNKNOWN_MEMBER',
  'WRONG_FORM',
  'MISSING',
  'NOT_APPLICABLE',
  'WRONG_ORIGINAL',
  'WRONG_CURRENCY',
] as const
export type RecordFaultCode = (typeof RECORD_FAULTS)[number]

/** Why a body is no record. Names the member, never its value: what is unreadable may hold a card number. */
export interface RecordFault {
  readonly code: RecordFaultCode
  readonly member?: string
}

export type ParsedRecord =
  | { readonly ok: true; readonly record: JournalRecord }
  | { readonly ok: false; readonly fault: RecordFault }

class Unreadable extends Error {
  readonly fault: RecordFault

  constructor(fault: RecordFault) {
    super(fault.code)
    this.fault = fault
  }
}

/** Reads the body of a journal record. A member that is `null` counts as absent; an unknown one is a fault. */
export function parseRecord(body: string): ParsedRecord {
  try {
    return { ok: true, record: read(body) }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, fault: error.fault }
    throw error
  }
}

function fail(code: RecordFaultCode, member?: string): never {
  throw new Unreadable(member === undefined ? { code } : { code, member })
}

type Members = Readonly<Record<string, unknown>>

function read(body: string): JournalRecord {
  if (body.length > RECORD_BODY_MAX) fail('TOO_LONG')
  const members = withoutNulls(parseJson(body))
  const { type } = members
  if (type === undefined) fail('MISSING', 'type')
  if (!FIELD_CHECKS.type(type)) fail('WRONG_FORM', 'type')
  for (const [name, value] of Object.entries(members)) {
    if (name === 'original') checkOriginal(value)
    else if (name === 'amendment') checkAmendment(value)
    else if (!PLAIN.has(name)) fail('UNKNOWN_MEMBER', name.slice(0, 32))
    else if (!FIELD_CHECKS[name as FieldName](value)) fail('WRONG_FORM', name)
  }
  const record = inOrder(members)
  checkType(record)
  return record
}

/** The same members in the one order, so that equal records print alike. */
function inOrder(members: Members): JournalRecord {
  const record: Record<string, unknown> = {}
  for (const name of PLAIN) if (members[name] !== undefined) record[name] = members[name]
  const { original, amendment } = members
  if (original !== undefined) record['original'] = withoutNulls(original)
  if (amendment !== undefined) record['amendment'] = withoutNulls(amendment)
  return record as unknown as JournalRecord
}

const ORIGINAL_FIELDS: Readonly<Record<keyof OriginalRef, FieldName>> = {
  batch: 'originalBatch',
  stan: 'originalStan',
  type: 'originalType',
  seq: 'originalSeq',
  tid: 'originalTid',
  epoch: 'originalEpoch',
}
const ORIGINAL_NAMES = new Set<FieldName>(Object.values(ORIGINAL_FIELDS))
const PLAIN: ReadonlySet<string> = new Set(FIELD_NAMES.filter((name) => !ORIGINAL_NAMES.has(name)))
const KNOWN_FIELDS: ReadonlySet<string> = new Set(FIELD_NAMES)

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return fail('NOT_JSON')
  }
}

function withoutNulls(value: unknown, member?: string): Members {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return fail('NOT_AN_OBJECT', member)
  const members = value as Members
  for (const name in members)
    if (members[name] === null) return Object.fromEntries(Object.entries(members).filter(([, each]) => each !== null))
  return members
}

function checkOriginal(value: unknown): void {
  const members = withoutNulls(value, 'original')
  for (const [name, each] of Object.entries(members)) {
    if (!Object.hasOwn(ORIGINAL_FIELDS, name)) fail('UNKNOWN_MEMBER', `original.${name.slice(0, 32)}`)
    if (!FIELD_CHECKS[ORIGINAL_FIELDS[name as keyof OriginalRef]](each)) fail('WRONG_FORM', `original.${name}`)
  }
  for (const name of ['batch', 'stan', 'type'] as const) if (!(name in members)) fail('MISSING', `original.${name}`)
}

function checkAmendment(value: unknown): void {
  const { patch, ...members } = withoutNulls(value, 'amendment')
  for (const [name, each] of Object.entries(members)) {
    if (!Object.hasOwn(AMENDMENT_CHECKS, name)) fail('UNKNOWN_MEMBER', `amendment.${name.slice(0, 32)}`)
    if (!AMENDMENT_CHECKS[name as keyof typeof AMENDMENT_CHECKS](each)) fail('WRONG_FORM', `amendment.${name}`)
  }
  const isInsert = members['op'] === 'INSERT'
  for (const name of ['op', 'correctionId', 'version']) if (!(name in members)) fail('MISSING', `amendment.${name}`)
  for (const name of ['targetSeq', 'targetLeaf']) {
    if (isInsert && name in members) fail('NOT_APPLICABLE', `amendment.${name}`)
    if (!isInsert && !(name in members)) fail('MISSING', `amendment.${name}`)
  }
  const texts = withoutNulls(patch, 'amendment.patch')
  for (const [name, each] of Object.entries(texts)) {
    if (!KNOWN_FIELDS.has(name)) fail('UNKNOWN_MEMBER', `amendment.patch.${name.slice(0, 32)}`)
    if (!isFieldText(name as FieldName, each)) fail('WRONG_FORM', `amendment.patch.${name}`)
  }
  if (isInsert) checkInserted(texts)
}

/** What is inserted is a whole record, and a transaction of its own. */
function checkInserted(texts: AmendmentBody['patch']): void {
  const inserted = recordOfTexts(texts)
  if (!inserted.ok) fail(inserted.fault.code, `amendment.patch.${inserted.fault.member ?? ''}`)
  const { msgClass } = TYPE_RULES[inserted.record.type]
  if (msgClass !== 'FIN' && msgClass !== 'AUTH') fail('NOT_APPLICABLE', 'amendment.patch.type')
}

/** The record whose members have these texts: what an INSERT carries. */
export function recordOfTexts(texts: AmendmentBody['patch']): ParsedRecord {
  const members: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(texts))
    if (PLAIN.has(name)) members[name] = NUMERIC.has(name as FieldName) ? Number(text) : text
  const original = Object.entries(ORIGINAL_FIELDS).flatMap(([name, field]) => {
    const text = texts[field]
    return text === undefined ? [] : [[name, NUMERIC.has(field) ? Number(text) : text]]
  })
  if (original.length > 0) members['original'] = Object.fromEntries(original)
  return parseRecord(JSON.stringify(members))
}

/** What a type needs and what it may not carry: the table in record-types.ts. */
function checkType(record: JournalRecord): void {
  const rule = TYPE_RULES[record.type]
  for (const name of ['batch', 'stan'] as const) checkNeed(rule.stan, name, record[name] !== undefined)
  for (const name of ['amount', 'currency', 'exponent'] as const)
    checkNeed(record.amount === undefined ? rule.money : 'REQUIRED', name, record[name] !== undefined)
  if (rule.money === 'NONE' && record.amount !== undefined) fail('NOT_APPLICABLE', 'amount')
  if (record.amount === undefined && record.currency !== undefined) fail('MISSING', 'amount')
  checkNeed(rule.original, 'original', record.original !== undefined)
  checkNeed(record.type === 'AMENDMENT' ? 'REQUIRED' : 'NONE', 'amendment', record.amendment !== undefined)
  if (record.amendment !== undefined)
    checkNeed(record.amendment.op === 'INSERT' ? 'NONE' : 'REQUIRED', 'original', record.original !== undefined)
  if (rule.outcomes.length === 0 && record.outcome !== undefined) fail('NOT_APPLICABLE', 'outcome')
  if (rule.outcomes.length > 0 && record.outcome === undefined) fail('MISSING', 'outcome')
  if (record.outcome !== undefined && !rule.outcomes.includes(record.outcome)) fail('NOT_APPLICABLE', 'outcome')
  if (record.original !== undefined && !rule.of.includes(record.original.type)) fail('WRONG_ORIGINAL', 'original.type')
  if (record.currency !== undefined && currencyExponent(record.currency) === null) fail('WRONG_CURRENCY', 'currency')
}

function checkNeed(need: 'REQUIRED' | 'OPTIONAL' | 'NONE', member: string, isThere: boolean): void {
  if (need === 'REQUIRED' && !isThere) fail('MISSING', member)
  if (need === 'NONE' && isThere) fail('NOT_APPLICABLE', member)
}

/** The second permanent key, or null for a record that uses no STAN. */
export function stanKeyOf(record: JournalRecord): StanKey | null {
  if (record.batch === undefined || record.stan === undefined) return null
  return { batch: record.batch, stan: record.stan, msgClass: TYPE_RULES[record.type].msgClass }
}

/** The key of the record that this one refers to in the same journal, or null. */
export function originalKeyOf(record: JournalRecord): StanKey | null {
  const { original } = record
  if (original === undefined || original.tid !== undefined || original.epoch !== undefined) return null
  return { batch: original.batch, stan: original.stan, msgClass: TYPE_RULES[original.type].msgClass }
}

/** The text of a key: one map entry, one tie-breaker. */
export function stanKeyText({ batch, stan, msgClass }: StanKey): string {
  return `${batch}:${stan}:${msgClass}`
}

/** A record as the text that goes over the wire. */
export function recordText(record: JournalRecord): string {
  return JSON.stringify(record)
}

export type { AmendmentBody, JournalRecord, OriginalRef, RecordType, StanKey }
