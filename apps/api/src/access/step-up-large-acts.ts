import { booksMoney, type ChangeKind, type StepUpAction } from '@budeng/access'
import { formatMoney, idKind } from '@budeng/kernel'
import {
  type ChangeRequestRow,
  notificationRulesByIds,
  payoutById,
  shortOf,
  stopsByIds,
  type Unit,
} from '@budeng/storage'
import { findCorrection } from '../corrections/find-correction.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { SAMPLE_MAX } from '../limits.ts'
import { ledgerMoney } from '../transactions/ledger-money.ts'
import type { Describe } from './step-up-acts.ts'
import type { StepUpInput } from './step-up-input.ts'
import { checkStepUp } from './step-up.ts'

/** Acts that are confirmed each for itself although they order nothing: what decides, gives rights, or moves things. */
type LargeAct =
  | 'commandDecide'
  | 'changeDecide'
  | 'breakGlassUse'
  | 'grantGive'
  | 'grantChange'
  | 'organisationMove'
  | 'terminalMove'
  | 'deputySet'
  | 'policyChange'
  | 'tariffChange'
  | 'payoutRequest'
  | 'payoutReturnRequest'
  | 'writeOffRequest'
  | 'batchForceClose'
  | 'correctionApprove'
  | 'correctionWaive'
  | 'ruleModeChange'
  | 'correctionLimitsChange'
  | 'breakGlassReview'
  | 'serviceAccountCreate'
  | 'apiKeyCreate'
  | 'apiKeyRotate'
  | 'dispatchResume'
  | 'notificationDestinationSave'
  | 'notificationDestinationRemove'
  | 'notificationRuleSave'
  | 'notificationRuleRemove'
  | 'alertMute'
  | 'alertRuleSet'
type Tier = StepUpAction['tier']

/** What a large act lets happen: of which tier, and of which kind where it is a change. */
interface Released {
  readonly tier?: Tier
  readonly change?: ChangeKind
}

/**
 * What asks for an entry in the ledger, or makes one, by its name alone. Not these: a forced close (what differs stays
 * open), a waived proof (it is posted), a file's lines (booked as they say, whoever sent them).
 */
const MONEY_ACTS: ReadonlySet<string> = new Set<LargeAct>([
  'payoutRequest',
  'payoutReturnRequest',
  'writeOffRequest',
  'correctionApprove',
])

/** Whether an act is about money: what `stepUpStart` tells and what the act demands both come from here. */
export function movesMoney(mutation: string, change?: ChangeKind): boolean {
  return MONEY_ACTS.has(mutation) || (change !== undefined && booksMoney(change))
}

/** Whoever decides or gives rights confirms just that, however small what it leads to: an elevation does not stand for it. */
function atLeastLarge(tier: Tier): Tier {
  return tier === 'R3' ? 'R3' : 'R2'
}

/**
 * Ends a large act with a refusal unless it was confirmed, in its transaction.
 * @throws Refused
 */
export async function confirmLarge(
  operation: Operation,
  unit: Unit,
  mutation: LargeAct,
  input: { readonly stepUp?: StepUpInput | null },
  { tier = 'R2', change }: Released = {},
): Promise<void> {
  const { path } = operation.viewer.person
  const risk = { tier: atLeastLarge(tier), terminals: 0, money: movesMoney(mutation, change) }
  await checkStepUp(operation, unit, { mutation, input, ...risk, path }, input.stepUp)
}

/** How each is told to the one who confirms it. */
export const LARGE_ACTS: { readonly [Member in LargeAct]: Describe<Member> } = {
  commandDecide: async (operation, { commandId, approve }) => {
    const id = idOf('command', commandId)
    const command = id === null ? null : await operation.load.command.load(id)
    if (command === null) return null
    const terminal = await operation.load.terminal.load(command.terminalId)
    const sample = terminal === null ? [] : [terminal.tid]
    return { ...large(operation, sample, command.reason, approve ? command.tier : 'R0'), commandType: command.type }
  },
  changeDecide: async (operation, { changeId, approve }) => {
    const id = idOf('change', changeId)
    const change = id === null ? null : await operation.load.change.load(id)
    if (change === null) return null
    const told = large(operation, await sampleOf(operation, change), change.reason, approve ? 'R2' : 'R0')
    return approve ? { ...told, change: change.kind } : told
  },
  breakGlassUse: async (operation, { subjectId, reason }) => {
    const change = idKind(subjectId) === 'change' ? await operation.load.change.load(subjectId) : null
    if (change !== null) return { ...large(operation, await sampleOf(operation, change), reason), change: change.kind }
    const tier = await tierOfWaiting(operation, subjectId)
    return tier === null ? null : large(operation, [], reason, tier)
  },
  grantGive: async (operation, { organisationId, reason }) =>
    about(operation, await namesOf(operation, organisationId), reason),
  grantChange: async (operation, { grantId, reason }) => {
    const id = idOf('grant', grantId)
    const grant = id === null ? null : await operation.load.grant.load(id)
    return grant === null ? null : about(operation, await namesOf(operation, grant.nodeId), reason)
  },
  organisationMove: async (operation, { organisationId, parentId, reason }) =>
    about(operation, await namesOf(operation, organisationId, parentId), reason),
  terminalMove: async (operation, { terminalIds, storeId, reason }) => {
    const names = await namesOf(operation, ...terminalIds, storeId)
    const shown = names === null ? null : [...names.slice(0, -1).slice(0, SAMPLE_MAX), ...names.slice(-1)]
    return about(operation, shown, reason)
  },
  deputySet: async (operation, { absentId, deputyId, reason }) =>
    about(operation, await namesOf(operation, absentId ?? operation.viewer.person.id, deputyId), reason),
  policyChange: async (operation, { organisationId, reason }) =>
    about(operation, await namesOf(operation, organisationId), reason),
  tariffChange: async (operation, { merchantId, reason }) =>
    about(operation, await namesOf(operation, merchantId), reason),
  payoutRequest: async (operation, { merchantId, amount, reason }) => {
    const names = await namesOf(operation, merchantId)
    return about(operation, names === null ? null : [...names, amountText(amount.amount, amount.currency)], reason)
  },
  payoutReturnRequest: async (operation, { payoutId, reason }) => {
    const payout = await operation.read((db) => payoutById(db, payoutId))
    const names = payout === null ? null : await namesOf(operation, payout.merchantId)
    return payout === null || names === null
      ? null
      : about(operation, [...names, amountText(payout.minor, payout.currency)], reason)
  },
  writeOffRequest: async (operation, { number, reason }) => {
    const short = await operation.read((db) => shortOf(db, number))
    if (short === null) return null
    return large(operation, [short.match.businessDate, amountText(short.minor, short.currency)], reason)
  },
  batchForceClose: async (operation, { batchId, reason }) => {
    const id = idOf('batch', batchId)
    const batch = id === null ? null : await operation.load.batch.load(id)
    if (batch === null) return null
    const terminal = await operation.load.terminal.load(batch.terminalId)
    return large(operation, [...(terminal === null ? [] : [terminal.tid]), batch.batchNo], reason)
  },
  correctionApprove: async (operation, { correctionId }) => await correction(operation, correctionId),
  correctionWaive: async (operation, { correctionId }) => await correction(operation, correctionId),
  ruleModeChange: (operation, { rule, reason }) => Promise.resolve(large(operation, [rule], reason)),
  correctionLimitsChange: (operation, { limits, reason }) => {
    const { currency, tierOneMinor, tierTwoMinor } = limits
    const shown = [tierOneMinor, tierTwoMinor].map((minor) => amountText(minor, currency))
    return Promise.resolve(large(operation, shown, reason))
  },
  breakGlassReview: async (operation, { breakGlassId, confirm, note }) => {
    const id = idOf('breakGlass', breakGlassId)
    const glass = id === null ? null : await operation.load.breakGlass.load(id)
    // to contest it needs no proof
    return glass === null ? null : large(operation, [], note ?? glass.reason, confirm ? 'R2' : 'R0')
  },
  serviceAccountCreate: async (operation, { organisationId, name }) =>
    about(operation, await namesOf(operation, organisationId), name),
  apiKeyCreate: async (operation, { serviceAccountId, name }) =>
    about(operation, await namesOf(operation, serviceAccountId), name),
  apiKeyRotate: async (operation, { apiKeyId }) => {
    const id = idOf('apiKey', apiKeyId)
    const key = id === null ? null : await operation.load.apiKey.load(id)
    return key === null ? null : about(operation, await namesOf(operation, key.personId), key.name)
  },
  notificationDestinationSave: async (operation, { organisationId, name }) =>
    about(operation, await namesOf(operation, organisationId), name),
  // whoever silences alerts does it first: to end or change what is told is confirmed as adding is
  notificationDestinationRemove: async (operation, { destinationId, reason }) =>
    await aboutDestination(operation, idOf('notificationDestination', destinationId), reason),
  notificationRuleSave: async (operation, { destinationId }) =>
    await aboutDestination(operation, idOf('notificationDestination', destinationId)),
  notificationRuleRemove: async (operation, { ruleId }) => {
    const id = idOf('notificationRule', ruleId)
    const [rule] = id === null ? [] : await operation.read((db) => notificationRulesByIds(db, [id]))
    return await aboutDestination(operation, rule?.destinationId ?? null)
  },
  // the same silence by another way
  alertMute: async (operation, { terminalId, organisationId, reason }) =>
    about(operation, await namesOf(operation, terminalId ?? organisationId ?? ''), reason),
  alertRuleSet: async (operation, { organisationId, subject, reason }) => {
    const names = await namesOf(operation, organisationId)
    return about(operation, names === null ? null : [...names, subject], reason)
  },
  dispatchResume: async (operation, { stopId, reason }) => {
    const id = idOf('stop', stopId)
    const [stop] = id === null ? [] : await operation.read((db) => stopsByIds(db, [id]))
    return stop === undefined ? null : about(operation, await namesOf(operation, stop.nodeId), reason)
  },
}

async function aboutDestination(operation: Operation, id: string | null, reason?: string) {
  const destination = id === null ? null : await operation.load.notificationDestination.load(id)
  if (destination === null) return null
  const { nodeId, name } = destination
  const names = await namesOf(operation, nodeId)
  return about(operation, names === null || reason === undefined ? names : [...names, name], reason ?? name)
}

async function correction(operation: Operation, correctionId: string) {
  const found = await findCorrection(operation, correctionId)
  if (found === null) return null
  const terminal = await operation.load.terminal.load(found.row.terminalId)
  return large(operation, [...(terminal === null ? [] : [terminal.tid]), found.number], found.reason)
}

/** Names of people, organisations and terminals; null when one of them is not the viewer's to see. */
async function namesOf({ load }: Operation, ...ids: readonly string[]): Promise<readonly string[] | null> {
  const names = await Promise.all(
    ids.map(async (id) => {
      if (idKind(id) === 'person') return (await load.person.load(id))?.name
      if (idKind(id) === 'terminal') return (await load.terminal.load(id))?.tid
      return idKind(id) === 'node' ? (await load.node.load(id))?.name : undefined
    }),
  )
  const known = names.filter((name) => name !== undefined)
  return known.length === names.length ? known : null
}

function about(operation: Operation, names: readonly string[] | null, reason: string) {
  return names === null ? null : large(operation, names, reason)
}

function amountText(minor: bigint, currency: string): string {
  return formatMoney(ledgerMoney(minor, currency))
}

/** The tier of what one person would release alone; null: the viewer sees no such thing, or it has none. */
async function tierOfWaiting({ load }: Operation, id: string): Promise<Tier | null> {
  if (idKind(id) === 'bulk') return (await load.bulk.load(id))?.tier ?? null
  return idKind(id) === 'command' ? ((await load.command.load(id))?.tier ?? null) : null
}

/** What a change is of, and how much. */
async function sampleOf(operation: Operation, change: ChangeRequestRow): Promise<readonly string[]> {
  return [...((await namesOf(operation, change.subject)) ?? []), ...moneyOf(change)]
}

/** How much a payout or a write-off is of. */
function moneyOf({ kind, before, after }: ChangeRequestRow): readonly string[] {
  const word = { PAYOUT: after, WRITE_OFF: after, PAYOUT_RETURN: before }[kind as string] as
    | { readonly minor: string; readonly currency: string }
    | undefined
  return word === undefined ? [] : [amountText(BigInt(word.minor), word.currency)]
}

/** A no needs no proof: it is told as R0. */
function large({ viewer }: Operation, sample: readonly string[], reason: string, tier: Tier = 'R2') {
  return {
    tier: tier === 'R0' ? tier : atLeastLarge(tier),
    terminals: 0,
    targets: [],
    path: viewer.person.path,
    commandType: null,
    sample,
    reason,
  }
}
