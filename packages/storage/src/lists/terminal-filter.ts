import { type Presence, type SignOnState, STATES_IN_USE, type TerminalState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Params } from './level.ts'

/** Terminals whose presence says something: neither out of use nor waiting for their first device. Indexes have it in these words. */
export const IN_USE = `state in (${STATES_IN_USE.map((state) => `'${state}'`).join(', ')})`

/** What a list of terminals may be narrowed by. Null: not narrowed. */
export interface TerminalFilter {
  /** Beginning of TID, MID, serial number or (from ten digits on) ICCID, or any part of a merchant's or store's name. */
  readonly search: string | null
  readonly presences: readonly Presence[] | null
  readonly signOns: readonly SignOnState[] | null
  readonly states: readonly TerminalState[] | null
  readonly models: readonly string[] | null
  /** That say they run any of these versions of the payment application. */
  readonly appVersions: readonly string[] | null
  /** With any of these labels. */
  readonly labels: readonly string[] | null
  /** With any of these faults set. */
  readonly faults: readonly string[] | null
  readonly hasFault: boolean | null
  readonly hasOpenCommand: boolean | null
  /** OFFLINE since this moment or longer. */
  readonly offlineSince: Instant | null
}

export const NO_FILTER: TerminalFilter = {
  search: null,
  presences: null,
  signOns: null,
  states: null,
  models: null,
  appVersions: null,
  labels: null,
  faults: null,
  hasFault: null,
  hasOpenCommand: null,
  offlineSince: null,
}

/** Whoever asks for presence or sign-on means terminals in use. */
export function isOfThoseInUse({ presences, signOns, offlineSince }: TerminalFilter): boolean {
  return presences !== null || signOns !== null || offlineSince !== null
}

/** The conditions on a terminal's row besides scope, presence, sign-on, version, labels and search. */
export function rowConditions(filter: TerminalFilter, params: Params): string[] {
  const conditions: string[] = isOfThoseInUse(filter) ? [`terminal.${IN_USE}`] : []
  if (filter.states !== null) conditions.push(`terminal.state = any(${params.add(filter.states)})`)
  if (filter.models !== null) conditions.push(`terminal.model = any(${params.add(filter.models)})`)
  if (filter.faults !== null)
    conditions.push(`terminal.fault_mark and terminal.faults && ${params.add(filter.faults)}::text[]`)
  if (filter.hasFault === true) conditions.push(`terminal.fault_mark and terminal.faults <> '{}'`)
  if (filter.hasFault === false) conditions.push(`terminal.faults = '{}'`)
  if (filter.hasOpenCommand !== null) conditions.push(`terminal.open_commands ${filter.hasOpenCommand ? '>' : '='} 0`)
  if (filter.offlineSince !== null)
    conditions.push(`terminal.presence_since <= ${params.add(new Date(filter.offlineSince))}`)
  return conditions
}

/** The conditions where a list is not walked by presence, sign-on, version or label. */
export function allConditions(filter: TerminalFilter, params: Params): string[] {
  const presences = presencesOf(filter)
  const conditions = rowConditions(filter, params)
  if (presences !== null) conditions.push(`terminal.presence = any(${params.add(presences)})`)
  if (filter.signOns !== null) conditions.push(`terminal.sign_on = any(${params.add(filter.signOns)})`)
  return [...conditions, ...besideConditions(filter, params)]
}

/** What terminals are narrowed by that stands beside their row, with acquirer, agent and number: its table and column. */
export const BESIDE = { labels: ['terminal_label', 'label'], appVersions: ['terminal_trait', 'app'] } as const
export type Beside = keyof typeof BESIDE

/** One probe of each kind for a terminal that is looked at. */
export function besideConditions(filter: Pick<TerminalFilter, Beside>, params: Params): string[] {
  return (Object.keys(BESIDE) as Beside[]).flatMap((kind) => {
    const [values, [table, column]] = [filter[kind], BESIDE[kind]]
    if (values === null) return []
    return [
      `exists (select from ${table} beside where beside.terminal_id = terminal.id and beside.${column} = any(${params.add(values)}::text[]))`,
    ]
  })
}

/** Presences to walk: `offlineSince` speaks of OFFLINE only. */
export function presencesOf({ presences, offlineSince }: TerminalFilter): readonly Presence[] | null {
  if (offlineSince === null) return presences
  return presences === null || presences.includes('OFFLINE') ? ['OFFLINE'] : []
}
