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
  const isWhole = answers.length === CHECKLISTS[form.kind].length
  const hasFinding = answers.some(({ answer }) => answer === 'FINDING')
  const isSerialMissing = form.kind === 'INSPECTION' && form.serial.trim() === ''
  if (at === null || !isWhole || isSerialMissing || (hasFinding && form.findings.trim() === '')) return null
  const { kind, findings, photos } = form
  return {
    ...{ terminalId, kind, answers, photos: [...photos], findings: findings.trim(), serial: form.serial.trim() },
    doneAt: at.toISOString(),
  }
}
