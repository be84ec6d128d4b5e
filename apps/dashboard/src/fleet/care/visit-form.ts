import { CHECKLISTS } from '@budeng/fleet/public'
import type { CareAnswer, CareKind, CareVisitRecordInput, CheckItem } from '../../api/generated/graphql.ts'
import { momentIn } from '../watch/watch-form.ts'

/** What the form holds; the moment as its field has it, in the zone that is named beside it. */
export interface VisitFields {
  readonly kind: CareKind
  readonly at: string
  readonly serial: string
  readonly answers: Readonly<Partial<Record<CheckItem, CareAnswer>>>
  readonly findings: string
  readonly photos: readonly string[]
}

/** A visit of now of which nothing is said yet. */
export function emptyVisit(kind: CareKind, now: Date, zone: string): VisitFields {
  return { kind, at: fieldOf(now, zone), serial: '', answers: {}, findings: '', photos: [] }
}

function fieldOf(moment: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  }).formatToParts(moment)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** What is missing: points that nobody answered, and fields by name. */
export interface VisitGaps {
  readonly unanswered: number
  readonly fields: readonly ('at' | 'serial' | 'findings')[]
}

/** What keeps a visit from being written down; null: nothing does. */
export function gapsOf(form: VisitFields, zone: string): VisitGaps | null {
  const answers = CHECKLISTS[form.kind].map((item) => form.answers[item])
  const unanswered = answers.filter((answer) => answer === undefined).length
  const isBlank = {
    at: momentIn(form.at, zone) === null,
    serial: form.kind === 'INSPECTION' && form.serial.trim() === '',
    findings: answers.includes('FINDING') && form.findings.trim() === '',
  }
  const fields = (['at', 'serial', 'findings'] as const).filter((name) => isBlank[name])
  return unanswered === 0 && fields.length === 0 ? null : { unanswered, fields }
}

/** As the API takes it; null while something is missing. */
export function visitOf(
  form: VisitFields,
  terminalId: string,
  zone: string,
): Omit<CareVisitRecordInput, 'idempotencyKey'> | null {
  const at = momentIn(form.at, zone)
  const answers = CHECKLISTS[form.kind].flatMap((item) => {
    const answer = form.answers[item]
    return answer === undefined ? [] : [{ item, answer }]
  })
  if (at === null || gapsOf(form, zone) !== null) return null
  const { kind, findings, photos } = form
  return {
    ...{ terminalId, kind, answers, photos: [...photos], findings: findings.trim(), serial: form.serial.trim() },
    doneAt: at.toISOString(),
  }
}
