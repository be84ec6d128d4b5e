import { MINUTE, SECOND } from '@budeng/kernel'
import { expect, test } from 'vitest'
import type { Command, CommandType } from './command.ts'
import type { CommandEvent } from './command-events.ts'
import { evolveCommand } from './evolve.ts'
import { holdsSlot } from './slot.ts'
import {
  acknowledged,
  deferred,
  given,
  requested,
  running,
  sent,
  signed,
  silent,
  T0,
  tick,
  verifying,
} from './testing.ts'

const neverSeen: CommandEvent = { type: 'CommandNeverSeen', at: T0 }
const after = (events: readonly CommandEvent[], type: CommandType = 'RELOGIN') =>
  events.reduce<Command>(evolveCommand, requested(type))

test.each<[string, readonly CommandEvent[], boolean]>([
  ['queued', [], false],
  ['signed', [signed], true],
  ['sent', [signed, sent], true],
  ['acknowledged', [signed, sent, acknowledged], true],
  ['deferred: the terminal has it and starts it by itself', [signed, sent, deferred], true],
  ['running', [signed, sent, running], true],
  ['being verified', [signed, sent, verifying()], true],
  ['being asked', [signed, sent, silent], true],
  ['never seen', [signed, sent, silent, neverSeen], false],
])('%s', (_, events, holds) => {
  expect(holdsSlot(after(events))).toBe(holds)
  expect(holdsSlot(after(events, 'LOCK'))).toBe(false)
})

test('a query that nobody answers gives the slot back; asking again does not take it', () => {
  const asked = after([signed, sent, silent])
  const unanswered = given(asked)
    .when(tick(T0 + MINUTE + 20 * SECOND))
    .state()
  expect(holdsSlot(unanswered)).toBe(false)
  const again = given(unanswered)
    .when(tick(T0 + 10 * MINUTE))
    .state()
  expect([again.state, holdsSlot(again)]).toEqual(['UNKNOWN', false])
})
