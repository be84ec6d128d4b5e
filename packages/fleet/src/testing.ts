import { type Authority, MINUTE } from '@budeng/kernel'
import { specification } from '@budeng/kernel/testing'
import { COMMAND_TYPES, type Command, type CommandResult, type CommandType } from './command.ts'
import type { CommandEvent, CommandInput } from './command-events.ts'
import { commandType } from './command-types/index.ts'
import { decideCommand } from './decide.ts'
import { evolveCommand } from './evolve.ts'
import { routeOf } from './health/response-codes.ts'
import type { CommandRequest } from './request.ts'
import type { TerminalSituation } from './terminal.ts'

/** The moment at which the stories of these tests begin. */
export const T0 = 1_750_000_000_000
export const TICKET = 'a1'.repeat(32)

/** An idle, healthy terminal with a fresh backup, on its connection 7. */
export function situation(changed: Partial<TerminalSituation> = {}): TerminalSituation {
  return {
    terminalId: 'trm_1',
    state: 'ACTIVE',
    deviceId: 'dev_1',
    heldSince: null,
    level: 'L0',
    supports: null,
    connected: true,
    conn: 7,
    heartbeatAt: T0,
    heartbeatIntervalMs: MINUTE,
    offlineSince: null,
    signOn: 'SIGNED_OFF',
    inTransaction: false,
    busy: false,
    reversalPending: false,
    unsettledBatch: false,
    locked: false,
    boot: 3,
    hostResponseCode: null,
    hostRoute: routeOf(changed.hostResponseCode ?? null, null),
    backupAt: T0 - MINUTE,
    slotHeldBy: null,
    ...changed,
  }
}

/** Somebody of operations: may do everything. */
export const OPS: Authority = {
  personId: 'usr_ops',
  humanId: 'usr_ops',
  isService: false,
  permits: new Set([
    ...COMMAND_TYPES.map((type) => `command:${type}`),
    'message:text',
    'action:bulk',
    'action:approve',
  ]),
  terminalsMax: 1_000,
  presenceRequired: false,
  granted: [],
  standsFor: [],
}

export function request(changed: Partial<CommandRequest> = {}): CommandRequest {
  return {
    id: 'cmd_1',
    at: T0,
    newBackupId: 'cmd_backup',
    terminal: situation(),
    open: [],
    type: 'RELOGIN',
    params: { level: 'TERMINAL' },
    reason: 'signed out since noon',
    authority: OPS,
    terminalsInAction: 1,
    bulkRaise: 200,
    bulkId: null,
    presence: 'NOT_NEEDED',
    ...changed,
  }
}

/** given / when / then over commands; `given` begins with `requested`. */
export const given = specification<Command, CommandInput, CommandEvent>(decideCommand, evolveCommand)

export function requested(
  type: CommandType = 'RELOGIN',
  changed: Partial<Extract<CommandEvent, { type: 'CommandRequested' }>> = {},
): Command {
  return evolveCommand(null, {
    type: 'CommandRequested',
    at: T0,
    id: 'cmd_1',
    terminalId: 'trm_1',
    commandType: type,
    params: commandType(type).paramsDefault,
    tier: commandType(type).tier,
    reason: 'signed out since noon',
    requestedBy: 'usr_li',
    requestedHuman: 'usr_li',
    bulkId: null,
    causedBy: null,
    notAfter: T0 + 15 * MINUTE,
    needsApproval: false,
    ...changed,
  })
}

export const signed: CommandEvent = { type: 'CommandSigned', at: T0, attempt: 1, deviceId: 'dev_1', ticketHash: TICKET }
export const sent: CommandEvent = { type: 'CommandSent', at: T0, boot: 3, conn: 7 }
export const acknowledged: CommandEvent = { type: 'CommandAcknowledged', at: T0 }
export const running: CommandEvent = { type: 'CommandRunning', at: T0, step: 'HOST_SIGN_ON' }
export const silent: CommandEvent = { type: 'CommandSilent', at: T0 + MINUTE, askedAgain: false }
export const deferred: CommandEvent = {
  type: 'CommandDeferred',
  at: T0,
  reason: 'IN_TRANSACTION',
  retryAt: T0 + MINUTE,
}
export const cancelAsked: CommandEvent = { type: 'CommandCancelRequested', at: T0, by: 'usr_li' }

export function resultOf(status: CommandResult['status'], code = ''): CommandResult {
  return { status, code, at: T0 }
}

export function verifying(status: CommandResult['status'] = 'SUCCEEDED', at = T0): CommandEvent {
  return { type: 'CommandVerifying', at, result: resultOf(status) }
}

export function tick(
  at: number,
  changed: Partial<TerminalSituation> = {},
  facts: Partial<Extract<CommandInput, { kind: 'tick' }>['situation']> = {},
): CommandInput {
  return {
    kind: 'tick',
    at,
    situation: {
      terminal: situation(changed),
      backup: null,
      stop: null,
      newBackupId: 'cmd_backup',
      newTicketHash: TICKET,
      ...facts,
    },
  }
}

/** The pieces of a proven re-login, in the order in which they come. */
export const RELOGIN_EVIDENCE = [
  { kind: 'HOST_SIGN_ON', witness: 'HOST', at: T0 + 1, facts: { batch: '000727', kcv: 'A1B2C3' } },
  { kind: 'PLATFORM_SIGN_ON', witness: 'PLATFORM', at: T0 + 2, facts: { conn: 7, batch: '000727', kcv: 'A1B2C3' } },
  { kind: 'HEARTBEAT_SIGNED_ON', witness: 'TERMINAL', at: T0 + 3, facts: {} },
  { kind: 'HOST_ECHO', witness: 'HOST', at: T0 + 4, facts: {} },
] as const

export function found(...pieces: readonly (typeof RELOGIN_EVIDENCE)[number][]): readonly CommandEvent[] {
  return pieces.map((evidence) => ({ type: 'CommandEvidenceFound', at: evidence.at, evidence }))
}
