import { WEEKDAYS } from '@budeng/access/public'
import { type FileSchedule, scheduleProblem } from '@budeng/transactions/public'
import type { FileFormat, FileScheduleShownFragment, Weekday } from '../../api/generated/graphql.ts'

/** What a person has typed of a schedule. */
export interface ScheduleDraft {
  readonly format: FileFormat
  readonly mappingId: string | null
  readonly weekdays: readonly Weekday[]
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

/** The schedule that stands for this kind of file. */
export function scheduleOf<Standing extends Pick<FileScheduleShownFragment, 'format' | 'mapping'>>(
  { format, mappingId }: Pick<ScheduleDraft, 'format' | 'mappingId'>,
  standing: readonly Standing[],
): Standing | undefined {
  return standing.find((one) => one.format === format && (one.mapping?.id ?? null) === mappingId)
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
    ...{ closedDays: daysIn(draft.closedDays), openDays: daysIn(draft.openDays) },
    weekdays: draft.weekdays.map((day) => WEEKDAYS.indexOf(day) + 1),
    ...{ onClosed: draft.onClosed, dueDays: draft.dueDays, dueMin: Number(hour) * 60 + Number(minute) },
    firstDay: '2000-01-01',
  })
  return problem === 'dueMin' || problem === 'firstDay' ? 'dueTime' : problem
}
