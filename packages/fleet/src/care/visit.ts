import { type Instant, refuse, type Refusal } from '@budeng/kernel'
import { holdsCardNumber } from '../free-text.ts'
import type { WorkOrderReason } from '../recoveries/work-order.ts'
import { CARE_VISIT_AGE_MAX_MS, CARE_CLOCK_AHEAD_MAX_MS, CARE_PHOTOS_MAX, FINDINGS_LENGTH_MAX } from '../limits.ts'
import {
  CARE_ANSWERS,
  type CareAnswer,
  type CareKind,
  type CareOutcome,
  type CheckItem,
  CHECKLISTS,
  TAMPER_ITEMS,
} from './checklist.ts'
import type { RefusalCode } from '../refusals.ts'

/** What somebody says of a visit at a terminal. */
export interface VisitWish {
  readonly kind: CareKind
  readonly doneAt: Instant
  /** As it stands on the device. */
  readonly serial: string
  readonly answers: readonly { readonly item: string; readonly answer: CareAnswer }[]
  readonly findings: string
  /** SHA-256 of attachments, hexadecimal. */
  readonly photos: readonly string[]
}

/** A visit as it is kept. */
export interface Visit {
  readonly outcome: CareOutcome
  readonly answers: Readonly<Partial<Record<CheckItem, CareAnswer>>>
  readonly findings: string
  /** True: the next one is due from here on. */
  readonly counts: boolean
  /** Why somebody has to go there once more; null: nobody has to. */
  readonly workOrder: WorkOrderReason | null
}

/**
 * A visit counts as done when everything of its checklist was answered, by somebody who was there lately, and nothing says
 * that the device is another one or was opened. A serial number that is not the one we know is such a finding, whatever
 * was ticked.
 */
export function decideVisit(
  wish: VisitWish,
  known: { readonly at: Instant; readonly serial: string | null },
): { ok: true; visit: Visit } | { ok: false; refusal: Refusal<RefusalCode> } {
  const items: readonly string[] = CHECKLISTS[wish.kind]
  const said = new Map(wish.answers.map(({ item, answer }) => [item, answer]))
  const isWhole =
    said.size === wish.answers.length && said.size === items.length && items.every((item) => said.has(item))
  if (!isWhole || wish.answers.some(({ answer }) => !CARE_ANSWERS.includes(answer)))
    return refuse('CHECKLIST_INCOMPLETE', undefined, ['answers'])
  if (wish.doneAt > known.at + CARE_CLOCK_AHEAD_MAX_MS || wish.doneAt < known.at - CARE_VISIT_AGE_MAX_MS)
    return refuse('VISIT_DATE', { maxMs: CARE_VISIT_AGE_MAX_MS }, ['doneAt'])
  if (wish.photos.length > CARE_PHOTOS_MAX) return refuse('PHOTOS_TOO_MANY', { max: CARE_PHOTOS_MAX }, ['photos'])
  const serial = wish.serial.trim()
  if (wish.kind === 'INSPECTION' && serial === '') return refuse('SERIAL_MISSING', undefined, ['serial'])
  if (serial !== '' && serial.toUpperCase() !== known.serial?.toUpperCase() && said.has('SERIAL_MATCHES'))
    said.set('SERIAL_MATCHES', 'FINDING')
  const found = items.filter((item) => said.get(item) === 'FINDING')
  const findings = wish.findings.trim()
  if (found.length > 0 && findings === '') return refuse('FINDINGS_MISSING', undefined, ['findings'])
  if ([...findings].length > FINDINGS_LENGTH_MAX) return refuse('REASON_TOO_LONG', undefined, ['findings'])
  if (holdsCardNumber(findings)) return refuse('CARD_NUMBER_IN_TEXT', undefined, ['findings'])
  const tampered: readonly string[] = TAMPER_ITEMS
  const outcome = found.some((item) => tampered.includes(item))
    ? 'FAILED'
    : found.length > 0
      ? 'WITH_FINDINGS'
      : 'PASSED'
  const isFailed = outcome === 'FAILED'
  const follows = { counts: !isFailed, workOrder: isFailed ? ('VISIT_FAILED' as const) : null }
  return { ok: true, visit: { outcome, answers: Object.fromEntries(said), findings, ...follows } }
}
