import { describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminal, request } from '../fleet.fixture.ts'
import type { NodeRow } from '../rows/index.ts'
import { type EventFilter, listEvents, NO_EVENT_FILTER } from './event-list.ts'

const clock = handClock(1_800_000_000_000)
const { owner, app } = await openDoors(clock, 'owner', 'app')
const asOwner = byPlatform(owner)
const mine = await asOwner((unit) => makeBranch(unit, 'mine'))
const sibling = await asOwner((unit) => makeBranch(unit, 'sibling', mine.acquirer))
const foreign = await asOwner((unit) => makeBranch(unit, 'foreign'))
const terminals = {
  mine: await asOwner((unit) => makeTerminal(unit, mine, 'M')),
  sibling: await asOwner((unit) => makeTerminal(unit, sibling, 'S')),
  foreign: await asOwner((unit) => makeTerminal(unit, foreign, 'F')),
}
const [commandId = ''] = await asOwner((unit) => request(unit, [terminals.mine], 'SELF_TEST'))
await asOwner((unit) => request(unit, Object.values(terminals), 'STATUS_GET'))

/** What somebody of this organisation reads of its record. */
const read = (of: NodeRow, filter: Partial<EventFilter> = {}, beforeOrdinal: number | null = null, limit = 100) =>
  app.read({ path: of.path }, (db) =>
    listEvents(db, { level: of, filter: { ...NO_EVENT_FILTER, ...filter }, beforeOrdinal, limit }),
  )
const terminalsOf = (events: Awaited<ReturnType<typeof read>>) => new Set(events.map(({ terminalId }) => terminalId))

describe('the record of an organisation', () => {
  test.each([
    ['acquirer', () => mine.acquirer, ['mine', 'sibling']],
    ['agent', () => mine.agent, ['mine']],
    ['merchant', () => mine.merchant, ['mine']],
    ['store', () => mine.store, ['mine']],
  ] as const)('of an %s holds what happened below it, and nothing else', async (_kind, of, whose) => {
    expect(terminalsOf(await read(of()))).toEqual(new Set(whose.map((name) => terminals[name])))
  })

  test.each(['acquirer', 'agent', 'merchant', 'store'] as const)(
    'of an %s can be narrowed by each filter alone, and by all together',
    async (kind) => {
      const of = mine[kind]
      const at = clock.now()
      const narrow: Partial<EventFilter> = {
        types: ['CommandRequested'],
        terminalId: terminals.mine,
        subject: commandId,
        since: at - 1,
        until: at + 1,
      }
      for (const [name, value] of Object.entries(narrow))
        expect([name, (await read(of, { [name]: value })).length]).toEqual([name, expect.any(Number)])
      expect((await read(of, narrow)).map(({ subject }) => subject)).toEqual([commandId])
      for (const nothing of [
        { types: [] },
        { terminalId: terminals.foreign },
        { subject: 'cmd_none' },
        { since: at + 1 },
        { until: at },
      ])
        expect(await read(of, { ...narrow, ...nothing })).toEqual([])
    },
  )

  test.each(['acquirer', 'agent', 'merchant', 'store'] as const)(
    'of an %s is read newest first, page by page',
    async (kind) => {
      const all = await read(mine[kind])
      const ordinals = all.map(({ ordinal }) => ordinal)
      expect(all.length).toBeGreaterThan(1)
      expect(ordinals).toEqual([...ordinals].sort((a, b) => b - a))
      const paged: typeof all = []
      for (let page = await read(mine[kind], {}, null, 1); page.length > 0; ) {
        paged.push(...page)
        page = await read(mine[kind], {}, page.at(-1)?.ordinal ?? 0, 1)
      }
      expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    },
  )

  test('of another acquirer is not there, not even by name', async () => {
    const level = mine.acquirer
    const asStranger = (filter: Partial<EventFilter>) =>
      app.read({ path: foreign.acquirer.path }, (db) =>
        listEvents(db, { level, filter: { ...NO_EVENT_FILTER, ...filter }, beforeOrdinal: null, limit: 100 }),
      )
    for (const filter of [{}, { subject: commandId }, { terminalId: terminals.mine }])
      expect(await asStranger(filter)).toEqual([])
  })
})
