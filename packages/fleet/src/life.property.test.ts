import fc from 'fast-check'
import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { expect, test } from 'vitest'
import { COMMAND_STATES, COMMAND_TYPES, type Command, EVIDENCE_KINDS, isFinal } from './command.ts'
import type { CommandEvent, CommandInput } from './command-events.ts'
import { commandType } from './command-types/index.ts'
import { decideCommand } from './decide.ts'
import { isByTerminalsWord } from './evidence.ts'
import { evolveCommand } from './evolve.ts'
import { holdsSlot } from './slot.ts'
import { requested, resultOf, sent, signed, T0, tick } from './testing.ts'
import { WHY_CODES } from './why-codes.ts'

const attempt = fc.oneof(
  { weight: 9, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
)
/** A step names its attempt by how far it is from the current one, so that most steps are about the current one. */
const steps = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('tick' as const),
      connected: fc.boolean(),
      conn: fc.integer({ min: 7, max: 9 }),
      slot: fc.constantFrom(null, null, 'cmd_9'),
      fresh: fc.boolean(),
      backup: fc.constantFrom('RUNNING' as const, 'SUCCEEDED' as const, 'FAILED' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('published' as const), attempt }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('acknowledged' as const, 'neverSeen' as const, 'cancelled' as const),
      attempt,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancelRejected' as const), attempt }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('deferred' as const),
      attempt,
      retryInMs: fc.integer({ min: 0, max: HOUR }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('progress' as const), attempt, step: fc.constantFrom('A', 'B') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('result' as const),
      attempt,
      status: fc.constantFrom(
        'SUCCEEDED' as const,
        'SUCCEEDED' as const,
        'FAILED' as const,
        'REJECTED' as const,
        'INTERRUPTED' as const,
        'NO_OP' as const,
      ),
      code: fc.constantFrom('', 'HOST_TIMEOUT'),
    }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('evidence' as const),
      evidence: fc.constantFrom(...EVIDENCE_KINDS),
      witness: fc.constantFrom('HOST' as const, 'PLATFORM' as const, 'TERMINAL' as const),
      batch: fc.constantFrom('1', '1', '1', '1', '1', '1', '2'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'approve' as const,
        'deny' as const,
        'cancel' as const,
        'supersede' as const,
        'remove' as const,
      ),
    }),
  },
)
type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never

function inputOf(named: Step, at: number, current: number): CommandInput {
  const step = 'attempt' in named ? { ...named, attempt: current + named.attempt } : named
  switch (step.kind) {
    case 'tick':
      return tick(
        at,
        { connected: step.connected, conn: step.conn, slotHeldBy: step.slot, backupAt: step.fresh ? at : null },
        { backup: { id: 'cmd_backup', state: step.backup } },
      )
    case 'published':
      return { ...step, at, boot: 3, conn: 7 }
    case 'deferred':
      return { ...step, at, reason: 'BUSY' }
    case 'cancelRejected':
      return { ...step, at, reason: 'RUNNING' }
    case 'result':
      return { kind: 'result', at, attempt: step.attempt, result: resultOf(step.status, step.code) }
    case 'evidence':
      return {
        kind: 'evidence',
        at,
        evidence: { kind: step.evidence, witness: step.witness, at, facts: { batch: step.batch, kcv: 'x' } },
      }
    case 'approve':
    case 'cancel':
      return { kind: step.kind, at, by: 'usr_chen' }
    case 'deny':
      return { kind: 'deny', at, by: 'usr_chen', note: '' }
    case 'supersede':
      return { kind: 'supersede', at, byCommandId: 'cmd_2' }
    case 'remove':
      return { kind: 'remove', at, code: 'TERMINAL_MOVED' }
    default:
      return { ...step, at }
  }
}

const stories = fc.record({
  type: fc.constantFrom(...COMMAND_TYPES),
  /** Begins in the queue, waiting for a second person, or with the terminal. */
  start: fc.constantFrom('QUEUED' as const, 'PENDING_APPROVAL' as const, 'SENT' as const, 'SENT' as const),
  steps: fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 16, arbitrary: fc.integer({ min: 0, max: 30 * SECOND }) },
        { weight: 3, arbitrary: fc.integer({ min: 0, max: HOUR }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * DAY }) },
      ),
      steps,
    ),
    { maxLength: 60, size: 'max' },
  ),
})

/** A story goes on a little after its end, to see that nothing follows. */
const STEPS_AFTER_END = 4

/** Plays a story; calls back with every command before and after one input. */
function play(
  story: typeof stories extends fc.Arbitrary<infer Value> ? Value : never,
  see: (before: Command, events: readonly CommandEvent[], after: Command) => void,
): void {
  const first = requested(story.type, { needsApproval: story.start === 'PENDING_APPROVAL' })
  let command = story.start === 'SENT' ? [signed, sent].reduce<Command>(evolveCommand, first) : first
  let at = T0
  let stepsAfterEnd = 0
  for (const [waitMs, step] of story.steps) {
    if (isFinal(command.state) && ++stepsAfterEnd > STEPS_AFTER_END) return
    at += waitMs
    const decision = decideCommand(command, inputOf(step, at, command.attempt))
    const events = decision.ok ? decision.events : []
    const after = events.reduce<Command>(evolveCommand, command)
    see(command, events, after)
    command = after
  }
}

const runs = { numRuns: 400 }
/** Generous: the machine may be busy with other tests. */
const SLOW = { timeout: 60_000 }

test('the stories go everywhere: every state is visited, so the rules below are really asked', SLOW, () => {
  const visited = new Set<string>()
  const ends = new Set<string>()
  for (const story of fc.sample(stories, { seed: 7, numRuns: 8_000 }))
    play(story, (_, __, after) => {
      visited.add(after.state)
      if (after.state === 'SUCCEEDED') ends.add(`${after.type} ${after.why.code}`)
    })
  expect([...visited].sort()).toEqual([...COMMAND_STATES].sort())
  expect([...ends]).toEqual(
    expect.arrayContaining(['RELOGIN PROVEN', 'REBOOT PROVEN', 'BACKUP PROVEN', 'LOCK BY_TERMINALS_WORD']),
  )
})

test('an end is for ever: nothing but a late result is added, and a command ends once', SLOW, () => {
  fc.assert(
    fc.property(stories, (story) => {
      let ends = 0
      play(story, (before, events, after) => {
        ends += !isFinal(before.state) && isFinal(after.state) ? 1 : 0
        if (isFinal(before.state))
          expect({ ...after, version: 0, lateResult: null }).toEqual({ ...before, version: 0, lateResult: null })
        expect(events.filter((event) => event.type === 'CommandEnded').length).toBeLessThanOrEqual(1)
      })
      expect(ends).toBeLessThanOrEqual(1)
    }),
    runs,
  )
})

test('a reason always stands, and whoever is not finished has a time at which somebody looks', SLOW, () => {
  fc.assert(
    fc.property(stories, (story) => {
      play(story, (_, __, after) => {
        expect(WHY_CODES as readonly string[]).toContain(after.why.code)
        expect(after.dueAt === null).toBe(isFinal(after.state))
        expect(after.finishedAt === null).toBe(!isFinal(after.state))
      })
    }),
    runs,
  )
})

test(
  'SUCCEEDED has every piece that the type asks for, one of them not by the terminal, or goes by its answer',
  SLOW,
  () => {
    fc.assert(
      fc.property(stories, (story) => {
        play(story, (_, __, after) => {
          if (after.state !== 'SUCCEEDED') return
          const kinds = after.evidence.map(({ kind }) => kind)
          const rule = commandType(after.type)
          const nothing = after.result?.status === 'NO_OP' ? rule.nothingDone : null
          expect(kinds).toEqual(expect.arrayContaining([...(nothing ?? rule.evidence(after.params))]))
          expect(isByTerminalsWord(after) || after.evidence.some(({ witness }) => witness !== 'TERMINAL')).toBe(true)
        })
      }),
      runs,
    )
  },
)

test(
  'bytes are made once an attempt, attempts and publishes are bounded, and nothing is sent after its life',
  SLOW,
  () => {
    fc.assert(
      fc.property(stories, (story) => {
        const signedAttempts: number[] = story.start === 'SENT' ? [1] : []
        play(story, (before, events, after) => {
          for (const event of events) {
            if (event.type === 'CommandSigned') signedAttempts.push(event.attempt)
            if (event.type === 'CommandSigned' || event.type === 'CommandRepublished')
              expect(event.at).toBeLessThan(before.notAfter)
          }
          expect(after.attempt).toBeLessThanOrEqual(3)
          expect(after.publishes).toBeLessThanOrEqual(3)
        })
        expect(new Set(signedAttempts).size).toBe(signedAttempts.length)
      }),
      runs,
    )
  },
)

test('ticks repeated at one moment come to rest', SLOW, () => {
  fc.assert(
    fc.property(stories, (story) => {
      play(story, (before, _, after) => {
        const again = tick(Math.max(before.dueAt ?? T0, T0))
        let ticked = after
        for (let round = 0; round < 4; round++) {
          const decision = decideCommand(ticked, again)
          ticked = (decision.ok ? decision.events : []).reduce<Command>(evolveCommand, ticked)
        }
        expect(decideCommand(ticked, again)).toEqual({ ok: true, events: [] })
      })
    }),
    { numRuns: 100 },
  )
})

const MUTATING = COMMAND_TYPES.filter((type) => commandType(type).needsSlot)

test('never are two mutating commands on their way to one terminal by our doing', SLOW, () => {
  const crowd = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: MINUTE }), steps), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...MUTATING), { minLength: 3, maxLength: 3 }), crowd, (types, story) => {
      const commands = types.map((type, index) => requested(type, { id: `cmd_${index}` }))
      let at = T0
      for (const [index, waitMs, step] of story) {
        at += waitMs
        const command = commands[index]
        if (command === undefined) continue
        const slotHeldBy = commands.find(holdsSlot)?.id ?? null
        const input =
          step.kind === 'tick'
            ? tick(at, { slotHeldBy, connected: step.connected })
            : inputOf(step, at, command.attempt)
        const decision = decideCommand(command, input)
        const events = decision.ok ? decision.events : []
        const after = events.reduce<Command>(evolveCommand, command)
        const wentOut =
          events.some((event) => event.type === 'CommandSigned') ||
          (command.state === 'QUEUED' && after.state === 'SENT' && command.publishedAt !== null)
        if (wentOut) expect(commands.filter((other) => other.id !== command.id && holdsSlot(other))).toEqual([])
        commands[index] = after
      }
    }),
    { numRuns: 300 },
  )
})
