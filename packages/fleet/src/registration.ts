import type { Refusal } from '@budeng/kernel'
import { MID_LENGTH_MAX, MODEL_LENGTH_MAX } from './limits.ts'
import { type TrainingProblem, trainingProblem } from './training.ts'

export const REGISTRATION_COLUMNS = ['tid', 'mid', 'store', 'model', 'serial'] as const
export type RegistrationColumn = (typeof REGISTRATION_COLUMNS)[number]

/** One row of a file. A column that the file does not have is undefined and changes nothing. */
export type RegistrationRow = { readonly line: number } & {
  readonly [Column in RegistrationColumn]?: string | undefined
}

/** A store where terminals may stand, with the codes that lead to it from above, e.g. `north/haidilao/01`. */
export interface RegistrationStore {
  readonly id: string
  readonly code: string
  readonly chain: string
}

/** A terminal as it stands. */
export interface RegisteredTerminal {
  readonly id: string
  readonly tid: string
  readonly mid: string
  readonly storeId: string
  readonly model: string
  /** Of the device that stands there, or that is meant for it. */
  readonly serial: string | null
}

export type RegistrationProblemCode =
  | 'TID_MALFORMED'
  | 'MID_MALFORMED'
  | 'MODEL_MALFORMED'
  | 'SERIAL_MALFORMED'
  | 'REGISTRATION_STORE_UNKNOWN'
  | 'REGISTRATION_STORE_AMBIGUOUS'
  | 'REGISTRATION_STORE_OTHER'
  | 'REGISTRATION_SERIAL_OTHER'
  | 'IMPORT_TWICE'
  | 'TID_TAKEN'
  | 'SERIAL_TAKEN'
  | TrainingProblem

/** What is wrong with a row. */
export interface RegistrationProblem {
  readonly line: number
  readonly column: RegistrationColumn
  readonly code: RegistrationProblemCode
  readonly params?: Refusal['params']
}

export interface RegistrationPlan {
  /** Terminals to be made, with the line that asks for each. */
  readonly creates: readonly (RegisteredTerminal & { readonly line: number })[]
  readonly updates: readonly {
    readonly line: number
    readonly before: RegisteredTerminal
    readonly after: RegisteredTerminal
  }[]
  readonly unchanged: number
  readonly problems: readonly RegistrationProblem[]
}

export interface RegistrationFile {
  readonly rows: readonly RegistrationRow[]
  readonly stores: readonly RegistrationStore[]
  /** The acquirer is one of simulated terminals, for people who learn. */
  readonly isTraining: boolean
  /** Terminals of these numbers that the importer sees. */
  readonly known: readonly RegisteredTerminal[]
  readonly newId: () => string
}

const TID = /^[0-9A-Za-z]{8}$/
const MID = /^[0-9A-Za-z]+$/
const SERIAL = /^[A-Za-z0-9._-]{1,32}$/
const CONTROL = /\p{Cc}/u

/**
 * Rows become terminals by their number: a second import of the same file changes nothing. A terminal that stands at another
 * store is not moved by a file, and a device is not swapped by one: both are acts of their own. Every row's faults are told.
 */
export function planRegistration({ rows, stores, known, isTraining, newId }: RegistrationFile): RegistrationPlan {
  const creates: RegistrationPlan['creates'][number][] = []
  const updates: RegistrationPlan['updates'][number][] = []
  const problems: RegistrationProblem[] = []
  const byTid = new Map(known.map((terminal) => [terminal.tid, terminal]))
  const places = placesOf(stores)
  const [tids, serials] = [new Set<string>(), new Set<string>()]
  let unchanged = 0
  for (const row of rows) {
    const found = [...problemsOf(row, byTid.get(cell(row.tid)), places)]
    const { tid, serial } = { tid: cell(row.tid), serial: cell(row.serial) }
    found.push(...outOfPlace(row.line, serial, isTraining))
    if (tids.has(tid)) found.push({ line: row.line, column: 'tid', code: 'IMPORT_TWICE' })
    if (serial !== '' && serials.has(serial)) found.push({ line: row.line, column: 'serial', code: 'IMPORT_TWICE' })
    tids.add(tid)
    if (serial !== '') serials.add(serial)
    problems.push(...found)
    if (found.length > 0) continue
    const before = byTid.get(tid)
    const [storeId = before?.storeId ?? ''] = places.get(cell(row.store)) ?? []
    const after: RegisteredTerminal = {
      id: before?.id ?? newId(),
      tid,
      mid: row.mid === undefined && before !== undefined ? before.mid : cell(row.mid),
      storeId,
      model: row.model === undefined ? (before?.model ?? '') : cell(row.model),
      serial: serial === '' ? (before?.serial ?? null) : serial,
    }
    if (before === undefined) creates.push({ ...after, line: row.line })
    else if (before.mid === after.mid && before.model === after.model && before.serial === after.serial) unchanged++
    else updates.push({ line: row.line, before, after })
  }
  return { creates, updates, unchanged, problems }
}

function* problemsOf(
  row: RegistrationRow,
  before: RegisteredTerminal | undefined,
  places: ReadonlyMap<string, readonly string[]>,
): Generator<RegistrationProblem> {
  const { line } = row
  const [tid, mid, store, model, serial] = [row.tid, row.mid, row.store, row.model, row.serial].map(cell) as [
    string,
    string,
    string,
    string,
    string,
  ]
  if (!TID.test(tid)) yield { line, column: 'tid', code: 'TID_MALFORMED' }
  if ((mid !== '' || before === undefined || row.mid !== undefined) && (mid.length > MID_LENGTH_MAX || !MID.test(mid)))
    yield { line, column: 'mid', code: 'MID_MALFORMED', params: { max: MID_LENGTH_MAX } }
  if (model.length > MODEL_LENGTH_MAX || CONTROL.test(model))
    yield { line, column: 'model', code: 'MODEL_MALFORMED', params: { max: MODEL_LENGTH_MAX } }
  if (serial !== '' && !SERIAL.test(serial)) yield { line, column: 'serial', code: 'SERIAL_MALFORMED' }
  if (serial !== '' && before !== undefined && before.serial !== null && before.serial !== serial)
    yield { line, column: 'serial', code: 'REGISTRATION_SERIAL_OTHER' }
  if (store === '' && before !== undefined) return
  const found = places.get(store) ?? []
  if (found.length === 0) yield { line, column: 'store', code: 'REGISTRATION_STORE_UNKNOWN' }
  else if (found.length > 1) yield { line, column: 'store', code: 'REGISTRATION_STORE_AMBIGUOUS' }
  else if (before !== undefined && found[0] !== before.storeId)
    yield { line, column: 'store', code: 'REGISTRATION_STORE_OTHER' }
}

/** A simulated device stands only where people learn, and no other one does. */
function outOfPlace(line: number, serial: string, isTraining: boolean): RegistrationProblem[] {
  const code = serial === '' ? null : trainingProblem(serial, isTraining)
  return code === null ? [] : [{ line, column: 'serial', code }]
}

/** A store is named by its own code, by that of its merchant and its own, and so on up to the importer's place. */
function placesOf(stores: readonly RegistrationStore[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>()
  for (const { id, chain } of stores) {
    const codes = chain.split('/')
    for (let from = 0; from < codes.length; from++) {
      const name = codes.slice(from).join('/')
      places.set(name, [...(places.get(name) ?? []), id])
    }
  }
  return places
}

function cell(text: string | undefined): string {
  return (text ?? '').trim()
}
