import type { ChangeKind, StepUpAction } from '@budeng/access'
import { type CommandType, playbookTier, tierOf } from '@budeng/fleet'
import { terminalIdsOfSelection } from '@budeng/storage'
import type { BulkWishInput } from '../fleet/bulk-wish-input.ts'
import { commandChoice } from '../fleet/command-choice.ts'
import { isOwnSelection } from '../fleet/selection.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { SAMPLE_MAX } from '../limits.ts'
import { LARGE_ACTS, movesMoney } from './step-up-large-acts.ts'
import type { StepUpStartInput } from './step-up.type.ts'

/** An act as its confirmation shows it, and what binds it. */
export interface Act extends StepUpAction {
  readonly mutation: keyof StepUpStartInput
  readonly input: object
  readonly targets: readonly string[]
  readonly path: string
  readonly commandType: CommandType | null
  /** Kind of the change that it releases. */
  readonly change?: ChangeKind
  readonly sample: readonly string[]
  readonly reason: string | null
}

type Given<Member extends keyof StepUpStartInput> = NonNullable<StepUpStartInput[Member]>
export type Describe<Member extends keyof StepUpStartInput> = (
  operation: Operation,
  input: Given<Member>,
) => Promise<Omit<Act, 'mutation' | 'input'> | null>

/** One command for a selection, at once or in steps. */
async function describeBulk(
  operation: Operation,
  { selectionId, command, reason }: Pick<BulkWishInput, 'selectionId' | 'command' | 'reason'>,
): Promise<Omit<Act, 'mutation' | 'input'> | null> {
  const id = idOf('selection', selectionId)
  const selection = id === null ? null : await operation.load.selection.load(id)
  if (!isOwnSelection(operation, selection)) return null
  const targets = await operation.read((db) => terminalIdsOfSelection(db, selection.id))
  const { type } = commandChoice(command)
  return {
    tier: tierOf(type, targets.length, operation.house.bulkRaise),
    terminals: targets.length,
    targets,
    path: operation.viewer.person.path,
    commandType: type,
    sample: await tidsOf(operation, targets.slice(0, SAMPLE_MAX)),
    reason,
  }
}

/** How each mutation that may need a confirmation is told; null: there is no such thing for the viewer. */
const ACTS: { readonly [Member in keyof Required<StepUpStartInput>]: Describe<Member> } = {
  commandRequest: async (operation, { terminalId, command, reason }) => {
    const id = idOf('terminal', terminalId)
    const terminal = id === null ? null : await operation.load.terminal.load(id)
    if (terminal === null) return null
    const { type } = commandChoice(command)
    const tier = tierOf(type, 1, operation.house.bulkRaise)
    const { path, tid } = terminal
    return { tier, terminals: 1, targets: [terminal.id], path, commandType: type, sample: [tid], reason }
  },
  recoveryStart: async (operation, { terminalId, playbook, reason }) => {
    const id = idOf('terminal', terminalId)
    const terminal = id === null ? null : await operation.load.terminal.load(id)
    if (terminal === null) return null
    const { path, tid } = terminal
    const tier = playbookTier(playbook, operation.authority)
    return { tier, terminals: 1, targets: [terminal.id], path, commandType: null, sample: [tid], reason }
  },
  bulkRequest: describeBulk,
  rolloutStart: describeBulk,
  bulkDecide: async (operation, { bulkId, approve }) => {
    const id = idOf('bulk', bulkId)
    const bulk = id === null ? null : await operation.load.bulk.load(id)
    if (bulk === null) return null
    const { terminalCount, path, type, reason } = bulk
    // a no needs no proof
    const { tier, terminals } = approve
      ? { tier: bulk.tier, terminals: terminalCount }
      : { tier: 'R0' as const, terminals: 1 }
    return { tier, terminals, targets: [bulk.id, bulk.hash], path, commandType: type, sample: [], reason }
  },
  securityChange: async (operation, { passkeyId, identityId }) => ({
    tier: 'R2',
    terminals: 0,
    targets: [passkeyId, identityId].filter((id) => id != null),
    path: operation.viewer.person.path,
    commandType: null,
    sample: [],
    reason: null,
  }),
  ...LARGE_ACTS,
}

/** The one act that was named. GraphQL has checked that there is exactly one. */
export async function actOf(operation: Operation, input: StepUpStartInput): Promise<Act | null> {
  for (const mutation of Object.keys(ACTS) as (keyof typeof ACTS)[]) {
    const given = input[mutation]
    if (given == null) continue
    const described = await (ACTS[mutation] as Describe<typeof mutation>)(operation, given)
    if (described === null) return null
    return { ...described, money: movesMoney(mutation, described.change), mutation, input: given }
  }
  return null
}

async function tidsOf(operation: Operation, ids: readonly string[]): Promise<string[]> {
  const terminals = await Promise.all(ids.map((id) => operation.load.terminal.load(id)))
  return terminals.flatMap((terminal) => terminal?.tid ?? [])
}
