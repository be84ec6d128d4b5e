import {
  type CommandState,
  COMMAND_TYPES,
  decideRecovery,
  decideRequest,
  evolveRecovery,
  isFinal,
  PLAYBOOKS,
  type Recovery,
  type RecoveryEvent,
  type RecoveryInput,
  type RefusalCode,
  stepOf,
} from '@budeng/fleet'
import { type Authority, PLATFORM, type Refusal } from '@budeng/kernel'
import { chargeCommands } from '../access/charges.ts'
import { agentsOnPath, loadGrantLevels } from '../access/grants.ts'
import { insertCommands, loadCommands, loadOpenCommands, lockForRequests } from '../commands.ts'
import { isConnectionLost, isWorthRepeating } from '../faults.ts'
import type { RecoveryRow } from '../rows/index.ts'
import { PLATFORM_SCOPE } from '../scope.ts'
import type { Storage } from '../storage.ts'
import { PLATFORM_ACTOR, type Unit } from '../unit.ts'
import {
  claimDueRecovery,
  dueRecoveries,
  loadRecoveries,
  putOffRecovery,
  recoveryOf,
  saveRecovery,
} from './recoveries.ts'
import { type RecoverySight, recoverySights, seenSince } from './view.ts'

/**
 * Goes on with the recoveries that are due, the longest waiting first, each in a transaction of its own and as far as it
 * goes without waiting. One that fails is put off and keeps nobody waiting. Answers how many were looked at.
 */
export async function continueDueRecoveries(storage: Storage, limit: number): Promise<number> {
  const ids = await storage.read(PLATFORM_SCOPE, (db) => dueRecoveries(db, storage.clock.now(), limit))
  for (const id of ids)
    try {
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => continueRecovery(unit, id))
    } catch (error) {
      // the database was away: it is tried again
      if (isWorthRepeating(error) || isConnectionLost(error)) throw error
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => putOffRecovery(unit, id))
      throw error
    }
  return ids.length
}

async function continueRecovery(unit: Unit, id: string): Promise<void> {
  const row = await claimDueRecovery(unit, id)
  if (row !== null) await goOn(unit, row, [])
}

/** Says something to a recovery that was asked about by a person; a refusal changes nothing. */
export async function sayToRecovery(
  unit: Unit,
  recoveryId: string,
  input: Extract<RecoveryInput, { kind: 'human' | 'giveUp' }>,
): Promise<Refusal<RefusalCode> | null | 'NOT_FOUND'> {
  const [row] = await loadRecoveries(unit, [recoveryId], 'update')
  if (row === undefined) return 'NOT_FOUND'
  const decision = decideRecovery(recoveryOf(row), input)
  if (!decision.ok) return decision.refusal
  await goOn(unit, row, [input])
  return null
}

/** Most facts that one look can make: a playbook has no circle, and no more steps. */
const LOOKS_MAX = 20

async function goOn(unit: Unit, row: RecoveryRow, said: readonly RecoveryInput[]): Promise<void> {
  const at = unit.clock.now()
  const sight = (await recoverySights(unit, [row.terminalId])).get(row.terminalId)
  const walk = new Walk(recoveryOf(row))
  for (const input of said) walk.say(input)
  const code = changeOf(row, sight)
  if (code !== null) walk.say({ kind: 'terminalChanged', at, code })
  if (sight?.inIncident === true) walk.say({ kind: 'outage', at })
  if (sight !== undefined)
    for (let looks = 0; walk.recovery.step !== null && looks < LOOKS_MAX; looks++)
      if (!walk.say(await nextInput(unit, row, walk, sight))) break
  await saveRecovery(unit, row, walk.recovery, withoutNameless(walk.facts))
}

/** A recovery as it goes on within one transaction, with the facts of it. */
class Walk {
  recovery: Recovery
  readonly facts: RecoveryEvent[] = []

  constructor(recovery: Recovery) {
    this.recovery = recovery
  }

  /** False: nothing follows from it. */
  say(input: RecoveryInput): boolean {
    const decision = decideRecovery(this.recovery, input)
    if (!decision.ok) return false
    for (const event of decision.events) this.add(event)
    return decision.events.length > 0
  }

  add(event: RecoveryEvent): void {
    this.facts.push(event)
    this.recovery = evolveRecovery(this.recovery, event)
  }
}

/** What is to be said of the step that is under way: how its command ended, or what is known now. */
async function nextInput(unit: Unit, row: RecoveryRow, walk: Walk, sight: RecoverySight): Promise<RecoveryInput> {
  const at = unit.clock.now()
  const { made, refused, ended } = await commandOf(unit, row, walk.recovery, sight)
  if (made !== null) walk.add({ type: 'RecoveryStepBegan', at, step: walk.recovery.step ?? '', commandId: made })
  if (refused !== null) return { kind: 'notAsked', at, code: refused }
  const { commandId, stepStartedAt } = walk.recovery
  if (ended !== null) return { kind: 'command', at, commandId: commandId ?? '', state: ended }
  return { kind: 'tick', at, view: seenSince(sight, stepStartedAt, at), root: sight.root }
}

/** A step that is a command is told once: with the command. */
function withoutNameless(facts: readonly RecoveryEvent[]): RecoveryEvent[] {
  return facts.filter(
    (fact, index) =>
      fact.type !== 'RecoveryStepBegan' ||
      fact.commandId !== null ||
      !facts.slice(index + 1).some((later) => later.type === 'RecoveryStepBegan' && later.step === fact.step),
  )
}

function changeOf(row: RecoveryRow, sight: RecoverySight | undefined): 'SWAPPED' | 'MOVED' | 'RETIRED' | null {
  if (sight === undefined || sight.situation.state === 'RETIRED') return 'RETIRED'
  if (sight.place.path !== row.path) return 'MOVED'
  return sight.situation.deviceId === row.deviceId ? null : 'SWAPPED'
}

interface StepCommand {
  readonly made: string | null
  readonly refused: string | null
  readonly ended: CommandState | null
}

const NONE: StepCommand = { made: null, refused: null, ended: null }

/** The command of the step that is under way: asked for once, then looked at until it has ended. */
async function commandOf(
  unit: Unit,
  row: RecoveryRow,
  { playbook, step, commandId }: Recovery,
  sight: RecoverySight,
): Promise<StepCommand> {
  const { act } = stepOf(PLAYBOOKS[playbook], step ?? '')
  if (act.kind !== 'COMMAND') return NONE
  if (commandId !== null) {
    const [command] = await loadCommands(unit, [commandId])
    const isOver = command !== undefined && (isFinal(command.state) || command.state === 'UNKNOWN')
    return isOver ? { ...NONE, ended: command.state } : NONE
  }
  const terminal = (await lockForRequests(unit, [row.terminalId])).get(row.terminalId)
  if (terminal === undefined) return { ...NONE, refused: 'TERMINAL_NOT_ACTIVE' }
  const agents = row.rightsPath === null ? [] : await agentsOnPath(unit, row.rightsPath)
  const granted = await loadGrantLevels(unit, agents, unit.clock.now(), 'update')
  const authority = row.startedBy === null ? PLATFORM : { ...rightsOf(row), granted }
  const decision = decideRequest({
    id: unit.newId('command'),
    at: unit.clock.now(),
    newBackupId: unit.newId('command'),
    terminal: sight.situation,
    open: (await loadOpenCommands(unit, [row.terminalId])).get(row.terminalId) ?? [],
    ...{ type: act.type, params: act.params, reason: row.reason, authority },
    ...{ terminalsInAction: 1, bulkRaise: Number.MAX_SAFE_INTEGER, bulkId: null, presence: 'NOT_NEEDED' },
  })
  if (!decision.ok) return { ...NONE, refused: decision.refusal.code }
  await insertCommands(unit, [{ ...decision, terminal }])
  await chargeCommands(unit, { authority, agents, type: act.type, commandIds: [decision.command.id] })
  return { ...NONE, made: decision.command.id }
}

/** The person was found to be allowed to every command of the playbook when the recovery began; budgets are counted now. */
function rightsOf({ startedBy, startedHuman }: RecoveryRow): Authority {
  return {
    ...{ personId: startedBy, humanId: startedHuman, isService: false, terminalsMax: 1, presenceRequired: false },
    permits: new Set(COMMAND_TYPES.map((type) => `command:${type}`)),
    ...{ granted: [], standsFor: [] },
  }
}
