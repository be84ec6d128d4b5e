import {
  type Classification,
  classifyAll,
  type CommandRequest,
  decideRequest,
  type ParametersChange,
  type ParametersSight,
  type PlannedAction,
  type RequestDecision,
  type TerminalSituation,
  type ValuesBefore,
  willCreate,
} from '@budeng/fleet'
import type { Authority, Instant, Millis } from '@budeng/kernel'
import { type GrantedAgent, loadGrantLevels } from './access/grants.ts'
import { loadOpenCommands, lockForRequests } from './commands.ts'
import type { BulkRow } from './rows/index.ts'
import { loadSituations } from './situation.ts'
import { type SeenParameters, seenParameters, sightOf } from './terminal-parameters.ts'
import type { TerminalScope, Unit } from './unit.ts'

/** In whose right, and as of when, the commands of an action are made. */
export interface DecisionTerms {
  readonly authority: Authority
  /** Agents whose grants bind the person. */
  readonly agents: readonly GrantedAgent[]
  readonly at: Instant
  /** How long the command of a terminal lives from then on. */
  readonly lifeOf: (terminalId: string) => Millis
  /** When the window opened in which the command of a terminal begins; left out: there is none. */
  readonly opensOf?: (terminalId: string) => Instant | null
  readonly presence?: CommandRequest['presence']
  /** Who released the whole action, where the commands need not wait for that any more. */
  readonly approvedBy?: string | null
  /** What becomes of their parameters, and what its names had in each terminal's when the cohort was frozen. */
  readonly parameters?: {
    readonly change: ParametersChange
    readonly before: ReadonlyMap<string, ValuesBefore | null>
  } | null
}

/** One terminal of an action, as it was found under its lock. */
export interface DecidedTerminal {
  readonly terminal: TerminalSituation
  readonly place: TerminalScope
  readonly found: Classification
  /** Null: it is skipped, for the reason that was found. */
  readonly decision: RequestDecision | null
  /** Its parameters under lock, where they are changed. */
  readonly parameters: { readonly seen: SeenParameters; readonly sight: ParametersSight } | null
}

/** Decides for each terminal under its lock; what a preview calls skipped is skipped here by the same function. */
export async function decideTerminals(
  unit: Unit,
  bulk: BulkRow,
  terminalIds: readonly string[],
  terms: DecisionTerms,
): Promise<{ action: PlannedAction; agents: readonly GrantedAgent[]; targets: readonly DecidedTerminal[] }> {
  const { at, agents, lifeOf } = terms
  const places = await lockForRequests(unit, terminalIds)
  const situations = await loadSituations(unit, terminalIds)
  const openOf = await loadOpenCommands(unit, terminalIds)
  const parameters = await parametersUnderLock(unit, terminalIds, terms)
  // budgets are counted under the lock of the grants: many actions at once never exceed them
  const granted = await loadGrantLevels(unit, agents, unit.clock.now(), 'update')
  const action: PlannedAction = {
    at,
    type: bulk.type,
    authority: { ...terms.authority, granted },
    terminalsInAction: bulk.terminalCount,
    bulkRaise: bulk.bulkRaise,
    change: terms.parameters?.change ?? null,
  }
  const known = [...situations.values()].map((terminal) => {
    const sight = parameters.get(terminal.terminalId)?.sight
    return { terminal, open: openOf.get(terminal.terminalId) ?? [], ...(sight && { parameters: sight }) }
  })
  const targets: DecidedTerminal[] = []
  for (const { target, found, chargedBefore } of classifyAll(action, known)) {
    const { terminal, open } = target
    const place = places.get(terminal.terminalId)
    if (place === undefined) continue
    const decision = willCreate(found)
      ? decideRequest({
          ...action,
          id: unit.newId('command'),
          newBackupId: unit.newId('command'),
          params: bulk.params,
          terminal,
          open,
          reason: bulk.reason,
          notAfterMs: lifeOf(terminal.terminalId),
          notBefore: terms.opensOf?.(terminal.terminalId) ?? null,
          chargedBefore,
          bulkId: bulk.id,
          presence: terms.presence ?? 'NOT_NEEDED',
          approvedBy: terms.approvedBy ?? null,
        })
      : null
    targets.push({ terminal, place, found, decision, parameters: parameters.get(terminal.terminalId) ?? null })
  }
  return { action, agents, targets }
}

async function parametersUnderLock(
  unit: Unit,
  terminalIds: readonly string[],
  { parameters }: DecisionTerms,
): Promise<ReadonlyMap<string, NonNullable<DecidedTerminal['parameters']>>> {
  if (parameters == null) return new Map()
  const all = await seenParameters(unit, terminalIds, 'update')
  return new Map(
    [...all].map(([id, seen]) => [
      id,
      { seen, sight: { ...sightOf(seen), before: parameters.before.get(id) ?? null } },
    ]),
  )
}
