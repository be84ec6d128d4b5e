import type { HostLog } from '../host/book/log.ts'
import { csvFile } from './csv.ts'
import { dayLines, settlementDays } from './day.ts'
import {
  BYTE_DIFFERENCES,
  type Differences,
  type Injected,
  LINE_DIFFERENCES,
  withByteDifferences,
  withDifferences,
} from './differences.ts'
import { flowFile } from './flow.ts'

export const FILE_FORMATS = ['flow', 'csv'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

export interface DayFileOptions {
  readonly acquirer: string
  /** YYYY-MM-DD; the newest day that has something when it is left out. */
  readonly date?: string
  readonly format: FileFormat
  readonly differences: Differences
  readonly seed: number
}

/** An acquirer's file of a day, and what was made wrong in it. */
export interface DayFile {
  readonly date: string
  readonly lines: number
  readonly bytes: Buffer
  readonly injected: readonly Injected[]
}

/** Writes the file of a day from what the host decided; null when there is nothing of that acquirer and day. */
export function dayFile(log: Pick<HostLog, 'last' | 'read'>, options: DayFileOptions): DayFile | null {
  const { acquirer, format, differences, seed } = options
  const date = options.date ?? [...settlementDays(log, acquirer).keys()].sort().at(-1)
  const honest = date === undefined ? [] : dayLines(log, acquirer, date)
  if (date === undefined || honest.length === 0) return null
  const { lines, injected } = withDifferences(honest, differences, seed)
  const bytes = format === 'csv' ? csvFile(lines) : flowFile(lines, acquirer)
  return { date, lines: lines.length, bytes: withByteDifferences(bytes, differences), injected }
}

/** `wrong-amount=2`, or a name alone for one. */
export function parseDifference(text: string): readonly [keyof Differences, number] | null {
  const [name = '', count = '1'] = text.split('=')
  const isKnown = Object.hasOwn(LINE_DIFFERENCES, name) || Object.hasOwn(BYTE_DIFFERENCES, name)
  return isKnown && /^[1-9]\d{0,6}$/.test(count) ? [name as keyof Differences, Number(count)] : null
}
