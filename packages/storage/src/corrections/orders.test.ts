import { correctionApply, recordOfOrder } from '@budeng/corrections'
import type { CommandInput, CommandResult } from '@budeng/fleet'
import { DAY, HOUR } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { handClock } from '../fleet.fixture.ts'
import {
  applyCommandInputs,
  type CorrectionAnswer,
  closeCorrections,
  correctionOf,
  type CorrectionRow,
  hearOfAmendments,
  orderDueCorrections,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postDueCorrections,
  proveDueCorrections,
  retryCorrection,
  retryCorrections,
  tickDueCommands,
} from '../index.ts'
import { arrived, sale, stan } from '../transactions/journal/journal.fixture.ts'
import { grow } from '../transactions/journal/tree.ts'
import { Bench, checker } from './corrections.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, app, gateway, worker } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
let made = 0

const asWorker = byPlatform(worker)
const asGateway = byPlatform(gateway)

/** One sale of 100.00 that is corrected to 90.00, posted, and told to its terminal. */
class Told {
  readonly house: Bench
  row: CorrectionRow

  constructor(house: Bench, row: CorrectionRow) {
    this.house = house
    this.row = row
  }

  static async make(): Promise<Told> {
    const house = await Bench.make({ owner, app, gateway }, `o${String.fromCharCode(97 + made++)}`)
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update terminal set level = 'L3', presence = 'ONLINE' where id = $1`, [house.hand.terminalId]),
    )
    await house.bring(1, sale(1, { amount: '10000' }))
    const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '9000' })
    const approved = await house.approve(row, checker())
    if (approved !== 'APPROVED') throw new Error(`it is ${approved}`)
    await postDueCorrections(worker, 100)
    await orderDueCorrections(worker, 100)
    const told = new Told(house, row)
    const state = await told.state()
    if (state !== 'SENT') throw new Error(`it is ${state}`)
    return told
  }

  /** Signed by the worker, published by the gateway. */
  async publish(): Promise<this> {
    await tick()
    await this.say({ kind: 'published', at: clock.now(), attempt: 1, boot: 1, conn: 1 })
    return this
  }

  async state(): Promise<string> {
    this.row = await this.house.now(this.row)
    return this.row.state
  }

  get commandId(): string {
    return correctionOf(this.row).commandIds.at(-1) ?? ''
  }

  /** What the terminal writes, at that number of its journal. */
  amendment(seq: number) {
    const order = correctionApply(correctionOf(this.row))
    if (order === null) throw new Error('an order')
    return arrived({ ...recordOfOrder(order), at: '2027-01-15T09:00:01Z' }, seq)
  }

  async root(): Promise<string> {
    const [journal] = await this.house.rows<{ root: Buffer }>(
      'select root from journal_stream where terminal_id = $1',
      [this.house.hand.terminalId],
    )
    return journal?.root.toString('base64url') ?? ''
  }

  /** The amendment in the journal, and what the gateway makes of it. */
  async arrive(seq = 2): Promise<void> {
    const { amended } = await this.house.hand.bringThese([this.amendment(seq)])
    await this.say(
      ...amended.map(() => ({
        kind: 'evidence' as const,
        at: clock.now(),
        evidence: {
          kind: 'AMENDMENT_RECORDED' as const,
          witness: 'PLATFORM' as const,
          at: clock.now(),
          facts: { seq },
        },
      })),
    )
    await asGateway((unit) =>
      hearOfAmendments(
        unit,
        amended.map(({ correctionId }) => correctionId),
      ),
    )
  }

  async say(...inputs: readonly CommandInput[]): Promise<void> {
    const id = this.commandId
    await asGateway((unit) =>
      applyCommandInputs(
        unit,
        inputs.map((input) => ({ commandId: id, input })),
      ),
    )
  }

  async answer(result: Omit<CommandResult, 'at'>): Promise<void> {
    await this.say({ kind: 'result', at: clock.now(), attempt: 1, result: { ...result, at: clock.now() } })
  }

  async applied(change: object = {}): Promise<Omit<CommandResult, 'at'>> {
    const leaf = this.amendment(2).leaf.toString('base64url')
    const data = { amendmentSeq: 2, throughSeq: 2, leaf, root: await this.root(), ...change }
    return { status: 'SUCCEEDED', code: 'APPLIED', data }
  }

  async retry(): Promise<string> {
    const answer = await this.house.asApp<CorrectionAnswer>((unit) => retryCorrection(unit, this.row.id, 'usr_li'))
    await orderDueCorrections(worker, 100)
    if (!answer.ok) return answer.refusal.code
    const state = await this.state()
    if (state === 'SENT') await this.publish()
    return state
  }

  async differences(): Promise<readonly string[]> {
    const rows = await this.house.rows<{ told: string }>(
      `select kind || ' ' || amount as told from open_difference where terminal_id = $1 and closed_at is null`,
      [this.house.hand.terminalId],
    )
    return rows.map(({ told }) => told)
  }
}

const strange = Buffer.alloc(32, 7).toString('base64url')

describe('posting makes the command', () => {
  test('with all that the terminal must check, and no root; proven by the record, the answer and equal roots', async () => {
    const told = await (await Told.make()).publish()
    const [command] = await told.house.rows<{ params: object; requestedBy: null }>(
      'select type, state, params, requested_by as "requestedBy" from command where id = $1',
      [told.commandId],
    )
    const { target: asked } = correctionOf(told.row)
    expect(command).toEqual({
      type: 'CORRECTION_APPLY',
      state: 'SENT',
      requestedBy: null,
      params: {
        ...{ correctionId: told.row.id, epoch: 1, op: 'AMEND', version: 1, patch: { amount: '9000' } },
        ...{ targetSeq: 1, targetLeaf: asked?.leaf },
        original: { batch: '000001', stan: stan(1), type: 'PURCHASE' },
      },
    })
    const books = await told.house.standing()
    await told.arrive()
    expect(await told.state()).toBe('SENT')
    await told.answer(await told.applied())
    expect(await told.state()).toBe('VERIFIED')
    expect(await told.house.standing()).toEqual(books)
    expect(
      await told.house.rows('select kind, equal, through_seq as seq from consistency_proof where id = $1', [
        told.row.proofId,
      ]),
    ).toEqual([{ kind: 'CORRECTION', equal: true, seq: 2 }])
    // late and double: nothing moves any more
    await told.answer(await told.applied({ root: strange }))
    await asWorker((unit) => closeCorrections(unit, 10))
    expect(await told.state()).toBe('CLOSED')
    expect(await told.differences()).toEqual([])
  })

  test('the answer before the record; and a gap before the amendment keeps the proof waiting', async () => {
    const told = await (await Told.make()).publish()
    await told.answer({ status: 'SUCCEEDED', code: 'APPLIED', data: answerAt(told, 3) })
    expect(await told.state()).toBe('SENT')
    await told.arrive(3)
    expect(await told.state()).toBe('TERMINAL_APPLIED')
    await told.house.bring(2, sale(2))
    await asWorker((unit) => proveDueCorrections(unit, 10))
    // the root that was answered was ours through 3 all along
    expect(await told.state()).toBe('VERIFIED')
  })

  test('what was changed in the row is not signed: another amount, an approval taken away', async () => {
    const told = await Told.make()
    const sight: unknown[] = []
    await asWorker((unit) =>
      tickDueCommands(
        unit,
        { atWork: 100, queuedSingly: 100, queuedInBulk: 100 },
        {
          ticketHashOf: () => null,
          objectionTo: (command, _bulk, _grants, ordered) => {
            if (command.id !== told.commandId) return null
            sight.push(
              ordered?.approvals.map(({ humanId }) => humanId),
              ordered?.correction.id,
            )
            return 'OTHER_ORDER'
          },
        },
      ),
    )
    expect(sight).toEqual([['hum_chen'], told.row.id])
    expect(await told.state()).toBe('UNREACHABLE')
    expect(correctionOf(told.row).problems).toEqual(['OTHER_ORDER'])
    clock.advance(2 * HOUR)
    // not by itself: a person looks at it
    expect(await asWorker((unit) => retryCorrections(unit, 10))).toBe(0)
  })
})

/** What a terminal answers whose journal has one more sale that we have not. */
function answerAt(told: Told, seq: number) {
  const leaves = [arrived(sale(1, { amount: '10000' }), 1), arrived(sale(2), 2), told.amendment(seq)]
  const tree = grow(
    { size: 0, frontier: Buffer.alloc(0) },
    leaves.map(({ leaf }) => leaf),
  )
  const root = tree.root.toString('base64url')
  return { amendmentSeq: seq, throughSeq: seq, leaf: told.amendment(seq).leaf.toString('base64url'), root }
}

describe('answers that cannot be', () => {
  test('another root than its journal has: a difference, and only a right one later proves it', async () => {
    const told = await (await Told.make()).publish()
    await told.arrive()
    await told.answer(await told.applied({ root: strange }))
    expect(await told.state()).toBe('TERMINAL_APPLIED')
    expect(await told.differences()).toEqual(['CORRECTION 1000'])
    expect(await told.retry()).toBe('SENT')
    await told.say(recorded())
    await told.answer(await told.applied())
    expect(await told.state()).toBe('VERIFIED')
    expect(await told.differences()).toEqual([])
  })

  test("another terminal's leaf: nothing is taken from it", async () => {
    const told = await (await Told.make()).publish()
    await told.arrive()
    await told.answer(await told.applied({ leaf: strange }))
    expect(await told.state()).toBe('UNREACHABLE')
    expect(correctionOf(told.row)).toMatchObject({ problems: ['ANSWER_DOUBTED'], applied: null })
    expect(await told.differences()).toEqual(['CORRECTION 1000'])
  })

  test('another base: its own leaf is kept, and it may be asked again', async () => {
    const told = await (await Told.make()).publish()
    await told.answer({ status: 'REJECTED', code: 'NACK_BASE', data: { leaf: strange } })
    expect(await told.state()).toBe('NACKED')
    expect(correctionOf(told.row).nack).toEqual({ reason: 'BASE', ownLeaf: '07'.repeat(32) })
    expect(await told.retry()).toBe('SENT')
    await told.answer({ status: 'REJECTED', code: 'NACK_POLICY', data: { reason: 'OLD_VERSION' } })
    expect(await told.state()).toBe('NACKED')
    expect(correctionOf(told.row).nack?.reason).toBe('OLD_VERSION')
  })
})

const recorded = (): CommandInput => ({
  kind: 'evidence',
  at: clock.now(),
  evidence: { kind: 'AMENDMENT_RECORDED', witness: 'PLATFORM', at: clock.now(), facts: { seq: 2 } },
})

describe('a terminal that is away', () => {
  test('weeks: the order ends, the terminal comes back, it is asked again by itself', async () => {
    const told = await Told.make()
    const away = (state: string) =>
      owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.execute('update terminal set presence = $2 where id = $1', [told.house.hand.terminalId, state]),
      )
    await away('OFFLINE')
    clock.advance(31 * DAY)
    await tick()
    expect(await told.state()).toBe('UNREACHABLE')
    expect(correctionOf(told.row).problems).toEqual(['EXPIRED'])
    clock.advance(2 * HOUR)
    await asWorker((unit) => retryCorrections(unit, 10))
    expect(await told.state()).toBe('UNREACHABLE')
    await away('ONLINE')
    await asWorker((unit) => retryCorrections(unit, 10))
    await orderDueCorrections(worker, 100)
    expect(await told.state()).toBe('SENT')
    expect(correctionOf(told.row).commandIds).toHaveLength(2)
  })

  test('answered, the journal came only after we had given up: it counts after all', async () => {
    const told = await (await Told.make()).publish()
    const { house } = told
    await told.answer({ status: 'SUCCEEDED', code: 'APPLIED', data: answerAt(told, 3) })
    clock.advance(2 * DAY)
    await tick()
    expect(await told.state()).toBe('UNREACHABLE')
    expect(correctionOf(told.row).problems).toEqual(['UNVERIFIED'])
    await house.bring(2, sale(2))
    await told.arrive(3)
    expect(await told.state()).toBe('VERIFIED')
  })

  test('retired: it cannot be told, and a checker gives up on it', async () => {
    const told = await (await Told.make()).publish()
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update terminal set state = 'RETIRED' where id = $1`, [told.house.hand.terminalId]),
    )
    await told.answer({ status: 'REJECTED', code: 'NACK_EPOCH', data: { epoch: 2 } })
    expect(await told.retry()).toBe('UNREACHABLE')
    expect(correctionOf(told.row).problems).toEqual(['TERMINAL_NOT_ACTIVE'])
  })
})

const tick = () =>
  asWorker((unit) =>
    tickDueCommands(
      unit,
      { atWork: 100, queuedSingly: 100, queuedInBulk: 100 },
      { ticketHashOf: () => null, objectionTo: () => null },
    ),
  )

describe('what a terminal writes of its own accord', () => {
  test.each<[string, (told: Told) => Parameters<typeof arrived>[0]]>([
    ['another amount', (told) => changed(told, { patch: { amount: '1' } })],
    ['another version', (told) => changed(told, { version: 2 })],
    ['over another record', (told) => ({ ...recordOf(told), original: { ...target(told), stan: stan(2) } })],
    ['over another number', (told) => changed(told, { targetSeq: 9 })],
    ['of no correction', (told) => changed(told, { correctionId: 'cor_forged' })],
  ])('%s: it is kept as it came, has no effect, and opens an incident', async (_, write) => {
    const told = await Told.make()
    const { house } = told
    await house.bring(2, sale(2))
    const [books, facts] = [await house.standing(), await factsOf(house)]
    await house.hand.bringThese([arrived(write(told), 3)])
    expect(await house.standing()).toEqual(books)
    expect(await factsOf(house)).toEqual(facts)
    const incidents = await house.rows('select kind, reason, seq from journal_incident where terminal_id = $1', [
      house.hand.terminalId,
    ])
    expect(incidents).toEqual([{ kind: 'AMENDMENT', reason: 'NOT_ASKED_FOR', seq: 3 }])
    expect(await told.state()).toBe('SENT')
  })
})

const factsOf = (house: Bench) =>
  house.rows('select stan, facts from transaction where terminal_id = $1 order by stan', [house.hand.terminalId])

function recordOf(told: Told) {
  const order = correctionApply(correctionOf(told.row))
  if (order === null) throw new Error('an order')
  return recordOfOrder(order)
}

function target(told: Told) {
  const { original } = recordOf(told)
  if (original === undefined) throw new Error('it amends something')
  return original
}

function changed(told: Told, change: object) {
  const record = recordOf(told)
  return { ...record, amendment: { ...record.amendment, ...change } } as typeof record
}
