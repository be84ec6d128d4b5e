import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { COMMAND_STATES, COMMAND_TYPES, type Command, type CommandState, type CommandType, isFinal } from './command.ts'
import type { CommandEvent, CommandInput } from './command-events.ts'
import { decideCommand } from './decide.ts'
import { evolveCommand } from './evolve.ts'
import {
  acknowledged,
  cancelAsked,
  deferred,
  RELOGIN_EVIDENCE,
  requested,
  resultOf,
  running,
  sent,
  signed,
  silent,
  T0,
  tick,
  verifying,
} from './testing.ts'
import { WHY_CODES } from './why-codes.ts'

const over = (state: Extract<CommandEvent, { type: 'CommandEnded' }>['state']): CommandEvent => ({
  type: 'CommandEnded',
  at: T0,
  state,
  why: { code: 'REMOVED', params: {} },
  result: null,
})
const retry: CommandEvent = {
  type: 'CommandRetryPlanned',
  at: T0,
  attempt: 2,
  notBefore: T0 + MINUTE,
  code: 'HOST_TIMEOUT',
}

/** Ways into every state, more than one where the way matters. */
const WAYS: Readonly<Record<CommandState, readonly (readonly CommandEvent[])[]>> = {
  PENDING_APPROVAL: [[]],
  QUEUED: [
    [],
    [signed],
    [signed, sent, retry],
    [signed, sent, silent, { type: 'CommandNeverSeen', at: T0 }],
    [{ type: 'CommandBackupRequired', at: T0, backupId: 'cmd_b' }],
  ],
  SENT: [
    [signed, sent],
    [signed, sent, cancelAsked],
  ],
  ACKNOWLEDGED: [
    [signed, sent, acknowledged],
    [signed, sent, acknowledged, cancelAsked],
  ],
  DEFERRED: [[signed, sent, deferred]],
  RUNNING: [
    [signed, sent, running],
    [signed, sent, running, cancelAsked],
  ],
  VERIFYING: [
    [signed, sent, verifying()],
    [signed, sent, verifying('INTERRUPTED')],
  ],
  UNKNOWN: [
    [signed, sent, silent],
    [signed, sent, acknowledged, silent],
  ],
  SUCCEEDED: [[signed, sent, over('SUCCEEDED')]],
  FAILED: [[signed, sent, over('FAILED')]],
  REJECTED: [[signed, sent, over('REJECTED')]],
  EXPIRED: [[over('EXPIRED')]],
  CANCELLED: [[over('CANCELLED')]],
  SUPERSEDED: [[over('SUPERSEDED')]],
  REMOVED: [[over('REMOVED')]],
  UNVERIFIED: [[signed, sent, silent, over('UNVERIFIED')]],
  DENIED: [[{ type: 'CommandDenied', at: T0, by: 'usr_chen', note: '' }]],
  LAPSED: [[{ type: 'CommandLapsed', at: T0 }]],
}
const TIMES = [T0 + 1, T0 + MINUTE, T0 + 3 * HOUR, T0 + 3 * DAY]

function inputs(): readonly CommandInput[] {
  return TIMES.flatMap((at) => [
    tick(at),
    tick(at, { connected: false, conn: null }),
    tick(at, { conn: 8, slotHeldBy: 'cmd_9', backupAt: null }),
    tick(at, {}, { backup: { id: 'cmd_b', state: 'SUCCEEDED' } }),
    tick(at, {}, { backup: { id: 'cmd_b', state: 'FAILED' }, newTicketHash: null }),
    { kind: 'approve', at, by: 'usr_chen' },
    { kind: 'deny', at, by: 'usr_chen', note: 'no' },
    { kind: 'cancel', at, by: 'usr_li' },
    { kind: 'supersede', at, byCommandId: 'cmd_2' },
    { kind: 'remove', at, code: 'TERMINAL_MOVED' },
    { kind: 'evidence', at, evidence: RELOGIN_EVIDENCE[0] },
    { kind: 'evidence', at, evidence: { kind: 'DIGITS_RIGHT', witness: 'PLATFORM', at, facts: {} } },
    ...[1, 2].flatMap((attempt): CommandInput[] => [
      { kind: 'published', at, attempt, boot: 3, conn: 7 },
      { kind: 'acknowledged', at, attempt },
      { kind: 'deferred', at, attempt, reason: 'BUSY', retryInMs: MINUTE },
      { kind: 'progress', at, attempt, step: 'HOST_SIGN_ON' },
      ...(['SUCCEEDED', 'FAILED', 'REJECTED', 'INTERRUPTED', 'NO_OP'] as const).map(
        (status): CommandInput => ({ kind: 'result', at, attempt, result: resultOf(status, 'HOST_TIMEOUT') }),
      ),
      { kind: 'neverSeen', at, attempt },
      { kind: 'cancelled', at, attempt },
      { kind: 'cancelRejected', at, attempt, reason: 'RUNNING' },
    ]),
  ])
}

function commandsIn(state: CommandState, type: CommandType): readonly Command[] {
  const needsApproval = ['PENDING_APPROVAL', 'DENIED', 'LAPSED'].includes(state)
  // longer than the budget of deferrals, so that both ends of it are met
  const start = requested(type, { needsApproval, notAfter: T0 + 4 * HOUR })
  return WAYS[state].map((events) => events.reduce<Command>(evolveCommand, start))
}

describe.each(COMMAND_STATES)('%s', (state) => {
  test('is reached', () => {
    for (const type of COMMAND_TYPES)
      expect(new Set(commandsIn(state, type).map((command) => command.state))).toEqual(new Set([state]))
  })

  test('answers every input of every type, and what follows is sound', { timeout: 60_000 }, () => {
    for (const type of COMMAND_TYPES)
      for (const command of commandsIn(state, type))
        for (const input of inputs()) {
          const decision = decideCommand(command, input)
          if (!decision.ok) {
            expect(['approve', 'deny', 'cancel', 'supersede', 'remove']).toContain(input.kind)
            continue
          }
          if (isFinal(state)) expect(decision.events.every((event) => event.type === 'CommandLateResult')).toBe(true)
          const after = decision.events.reduce<Command>(evolveCommand, command)
          expect(after.version).toBe(command.version + decision.events.length)
          expect(WHY_CODES as readonly string[]).toContain(after.why.code)
          if (isFinal(after.state))
            expect(after).toMatchObject({ dueAt: null, finishedAt: isFinal(state) ? T0 : input.at })
          else expect(after.dueAt).not.toBeNull()
        }
  })
})

/** Which state can follow which, on which input: the table of STATES.md, found by trying, not by drawing. */
function transitions(): string {
  const rows = COMMAND_STATES.map((state) => {
    const next = new Map<string, Set<string>>()
    for (const type of COMMAND_TYPES)
      for (const command of commandsIn(state, type))
        for (const input of inputs()) {
          const decision = decideCommand(command, input)
          const after = decision.ok ? decision.events.reduce<Command>(evolveCommand, command).state : state
          if (after !== state) next.set(after, (next.get(after) ?? new Set()).add(input.kind))
        }
    const cells = COMMAND_STATES.filter((after) => next.has(after)).map(
      (after) => `${after} (${[...(next.get(after) ?? [])].sort().join(', ')})`,
    )
    return `| ${state} | ${cells.join('<br>') || 'final'} |`
  })
  return `# States of a command\n\nFound by saying every input to every state of every type; a test keeps it true (\`vitest -u\` writes it anew).\n\n| from | to (on which inputs) |\n| --- | --- |\n${rows.join('\n')}\n`
}

test('the table of states in STATES.md is the one that the code has', { timeout: 60_000 }, async () => {
  await expect(transitions()).toMatchFileSnapshot('../STATES.md')
})
