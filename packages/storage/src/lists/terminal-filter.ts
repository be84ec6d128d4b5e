import type { Presence, SignOnState, TerminalState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { foldedText } from '../access/nodes.ts'
import type { Params } from './level.ts'

/** What a list of terminals may be narrowed by. Null: not narrowed. */
export interface TerminalFilter {
  /** Beginning of TID, MID, serial number or (from ten digits on) ICCID, or any part of a merchant's or store's name. */
  readonly search: string | null
  readonly presences: readonly Presence[] | null
  readonly signOns: readonly SignOnState[] | null
  readonly states: readonly TerminalState[] | null
  readonly models: readonly string[] | null
  /** With any of these labels. */
  readonly labels: readonly string[] | null
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
  labels: null,
  hasFault: null,
  hasOpenCommand: null,
  offlineSince: null,
}

/** The conditions on a terminal's row besides scope, presence, sign-on, labels and search. */
export function rowConditions(filter: TerminalFilter, params: Params): string[] {
  const conditions: string[] = []
  if (filter.states !== null) conditions.push(`terminal.state = any(${params.add(filter.states)})`)
  if (filter.models !== null) conditions.push(`terminal.model = any(${params.add(filter.models)})`)
  if (filter.hasFault === true) conditions.push(`terminal.fault_mark and terminal.faults <> '{}'`)
  if (filter.hasFault === false) conditions.push(`terminal.faults = '{}'`)
  if (filter.hasOpenCommand !== null) conditions.push(`terminal.open_commands ${filter.hasOpenCommand ? '>' : '='} 0`)
  if (filter.offlineSince !== null)
    conditions.push(`terminal.presence_since <= ${params.add(new Date(filter.offlineSince))}`)
  return conditions
}

/** The conditions where a list is not walked by presence, sign-on or label. */
export function allConditions(filter: TerminalFilter, params: Params): string[] {
  const presences = presencesOf(filter)
  const conditions = rowConditions(filter, params)
  if (presences !== null) conditions.push(`terminal.presence = any(${params.add(presences)})`)
  if (filter.signOns !== null) conditions.push(`terminal.sign_on = any(${params.add(filter.signOns)})`)
  if (filter.labels !== null) conditions.push(labelCondition(filter.labels, params))
  return conditions
}

/** One probe for a terminal that is looked at. */
export function labelCondition(labels: readonly string[], params: Params): string {
  return `exists (select from terminal_label label
    where label.terminal_id = terminal.id and label.label = any(${params.add(labels)}::text[]))`
}

/** Presences to walk: `offlineSince` speaks of OFFLINE only. */
export function presencesOf({ presences, offlineSince }: TerminalFilter): readonly Presence[] | null {
  if (offlineSince === null) return presences
  return presences === null || presences.includes('OFFLINE') ? ['OFFLINE'] : []
}

const CODE_LIKE = /^[a-z0-9._-]+$/

/**
 * Ids of terminals that a search text finds in one acquirer: the beginning of a number by index, a name by its
 * merchants and stores. The caller still applies scope and filter.
 */
export function searchSelect(search: string, acquirerId: string, params: Params): string {
  const text = foldedText(search)
  const name = params.add(text)
  const named = (kind: string, column: string) =>
    `select terminal.id from node join terminal on terminal.${column} = node.id
     where node.kind = '${kind}' and position(${name} in lower(normalize(node.name, nfkc))) > 0`
  const branches = [named('MERCHANT', 'merchant_id'), named('STORE', 'store_id')]
  if (CODE_LIKE.test(text)) branches.push(...numberBranches(text, params.add(acquirerId), params))
  return branches.join('\n union ')
}

/** Beyond every text that starts with the prefix, in the "C" collation of these columns. */
const AFTER_ALL = '\u{10ffff}'

/** SIM cards of one operator begin alike: less than this would find half the fleet. */
const ICCID_LIKE = /^89[0-9a-f]{8,20}$/

function numberBranches(text: string, acquirerParam: string, params: Params): string[] {
  const upper = text.toUpperCase()
  const from = params.add(upper)
  const to = params.add(upper + AFTER_ALL)
  const between = (column: string) => `${column} >= ${from} and ${column} < ${to}`
  return [
    `select id from terminal where acquirer_id = ${acquirerParam} and ${between('tid')}`,
    `select id from terminal where acquirer_id = ${acquirerParam} and ${between('mid')}`,
    `select terminal_id from device where acquirer_id = ${acquirerParam} and ${between('serial')} and state = 'ASSIGNED'`,
    ...(ICCID_LIKE.test(text)
      ? [`select terminal_id from terminal_trait where acquirer_id = ${acquirerParam} and ${between('iccid')}`]
      : []),
  ]
}
