import { type FileSchedule, scheduleProblem } from '@budeng/transactions/public'
import type { FileFormat, FileScheduleShownFragment } from '../../api/generated/graphql.ts'

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** What a person has typed of a schedule. */
export interface ScheduleDraft {
  readonly format: FileFormat
  readonly mappingId: string | null
  readonly weekdays: readonly number[]
  /** Days with anything but letters and digits between them, as they are pasted from a calendar. */
  readonly closedDays: string
  readonly openDays: string
  readonly onClosed: FileSchedule['onClosed']
  readonly dueDays: number
  readonly dueTime: string
}

export const NEW_SCHEDULE: ScheduleDraft = {
  ...{ format: 'FLOW', mappingId: null, weekdays: WEEKDAYS, closedDays: '', openDays: '' },
  ...{ onClosed: 'NONE', dueDays: 1, dueTime: '10:00' },
}

/** A schedule that stands, to be changed. */
export function draftOf(schedule: FileScheduleShownFragment): ScheduleDraft {
  const { format, mapping, weekdays, closedDays, openDays, onClosed, dueDays, dueTime } = schedule
  return {
    ...{ format, mappingId: mapping?.id ?? null, weekdays, onClosed, dueDays, dueTime },
    ...{ closedDays: closedDays.join(' '), openDays: openDays.join(' ') },
  }
}

/** The days in a text, in their order, each once. */
export function daysIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;，、；]+/).filter((part) => part !== ''))].sort()
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/

/** Which member is not in order yet, by the rule that the server asks too; null: it may be sent. */
export function draftProblem(draft: ScheduleDraft): keyof ScheduleDraft | null {
  const [, hour, minute] = TIME.exec(draft.dueTime) ?? []
  const problem = scheduleProblem({
    ...{ weekdays: draft.weekdays, closedDays: daysIn(draft.closedDays), openDays: daysIn(draft.openDays) },
    ...{ onClosed: draft.onClosed, dueDays: draft.dueDays, dueMin: Number(hour) * 60 + Number(minute) },
    firstDay: '2000-01-01',
  })
  return problem === 'dueMin' || problem === 'firstDay' ? 'dueTime' : problem
}

/** The name of a weekday, 1 is Monday. */
export function weekdayName(weekday: number, language: string): string {
  // 2026-11-30 is a Monday
  const day = new Date(Date.UTC(2026, 10, 29 + weekday))
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(day)
}
