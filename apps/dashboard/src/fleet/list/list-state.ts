import { PRESENCES, SIGN_ON_STATES, TERMINAL_STATES } from '@budeng/fleet/public'
import type { TerminalFilter, TerminalOrder } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { flagOf, withoutUndefined, wordsOf } from '../../ui/url-words.ts'

/** Columns that the list can show, in their order. */
export const COLUMNS = [
  'presence',
  'tid',
  'place',
  'model',
  'signOn',
  'heartbeat',
  'faults',
  'command',
  'labels',
  'hostCode',
  'batch',
  'version',
  'level',
  'agent',
  'mid',
] as const
export type Column = (typeof COLUMNS)[number]

export const DEFAULT_COLUMNS: readonly Column[] = [
  'presence',
  'tid',
  'place',
  'model',
  'signOn',
  'heartbeat',
  'faults',
  'command',
  'labels',
]
/** A list without these could not be worked with. */
export const FIXED_COLUMNS: readonly Column[] = ['presence', 'tid']

export type Density = 'compact' | 'roomy'

/** What the terminal list shows: all of it stands in the URL. */
export interface ListState {
  readonly filter: TerminalFilter
  readonly orderBy: TerminalOrder
  readonly columns: readonly Column[]
  readonly density: Density
}

const SORTS = {
  tid: { field: 'TID', direction: 'ASC' },
  '-tid': { field: 'TID', direction: 'DESC' },
  since: { field: 'PRESENCE_SINCE', direction: 'ASC' },
  '-since': { field: 'PRESENCE_SINCE', direction: 'DESC' },
} as const satisfies Record<string, TerminalOrder>

/** Reads the URL. What it does not understand it leaves out, so that an old link still opens. */
export function readListState(search: SearchText): ListState {
  return {
    filter: withoutUndefined({
      q: typedOf(search['q']),
      presence: wordsOf(search['presence'], PRESENCES),
      signOn: wordsOf(search['signOn'], SIGN_ON_STATES),
      states: wordsOf(search['state'], TERMINAL_STATES),
      models: freeListOf(search['model']),
      appVersions: freeListOf(search['version']),
      labels: freeListOf(search['label']),
      hasFault: flagOf(search['fault']),
      hasOpenCommand: flagOf(search['open']),
      offlineFor: typedOf(search['offline']),
      organisationId: typedOf(search['org']),
    }),
    orderBy: SORTS[search['sort'] as keyof typeof SORTS] ?? SORTS.tid,
    columns: columnsOf(search['cols']),
    density: search['density'] === 'roomy' ? 'roomy' : 'compact',
  }
}

/** Names in the URL that narrow the list: what "clear all" clears. */
export const FILTER_NAMES = [
  'q',
  'presence',
  'signOn',
  'state',
  'model',
  'version',
  'label',
  'fault',
  'open',
  'offline',
  'org',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]

export function writeColumns(columns: readonly Column[]): string | undefined {
  const ordered = COLUMNS.filter((column) => columns.includes(column))
  return ordered.join() === DEFAULT_COLUMNS.join() ? undefined : ordered.join(',')
}

export function writeSort(
  field: 'tid' | 'since',
  direction: 'ascend' | 'descend' | null | undefined,
): string | undefined {
  if (direction == null) return undefined
  return direction === 'descend' ? `-${field}` : field
}

function columnsOf(text: string | undefined): readonly Column[] {
  const wanted = wordsOf(text, COLUMNS)
  if (wanted === undefined) return DEFAULT_COLUMNS
  return COLUMNS.filter((column) => wanted.includes(column) || FIXED_COLUMNS.includes(column))
}

/** Full-width digits and letters are what a Chinese keyboard gives. */
function typedOf(text: string | undefined): string | undefined {
  const clean = text?.normalize('NFKC').trim()
  return clean === '' ? undefined : clean
}

function freeListOf(text: string | undefined): string[] | undefined {
  const values = (text ?? '').split(',').filter((value) => value !== '')
  return values.length === 0 ? undefined : values
}
