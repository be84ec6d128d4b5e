import { encodeId, rootByInclusion, uuidv7 } from '@budeng/kernel'
import { rootOfProof } from '@budeng/kernel/public'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openDoors } from '../doors.fixture.ts'
import { type Branch, handClock, makeBranch, open, scopeAt } from '../fleet.fixture.ts'
import {
  type AuditFinding,
  asLeader,
  eventTable,
  feedAfter,
  makeEventMonths,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  proveInclusion,
  readFeed,
  removedThrough,
  resumeFeed,
  sealNext,
  verifyLog,
} from '../index.ts'
import { Intruder, testNotary } from './audit.fixture.ts'
import { sha256 } from '../sha256.ts'
import { leafOf } from './leaf.ts'

const EVENTS = 700
const clock = handClock(1_800_000_000_000)
const notary = testNotary('the audit key')
const { owner, worker, database } = await openDoors(clock, 'owner', 'worker')
let intruder: Intruder
let branch: Branch
/** Kept elsewhere: the checkpoint of the first half. */
let exported: string

beforeAll(async () => {
  intruder = new Intruder(database.url)
  await intruder.begin()
  branch = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeBranch(unit, 'a'))
  await write(EVENTS / 2)
  await seal()
  exported = await newestNote()
  await write(EVENTS / 2)
  await seal()
  await write(10)
  await intruder.save()
})
afterAll(() => intruder.end())
afterEach(() => intruder.putBack())

async function write(count: number): Promise<void> {
  const actor = { kind: 'PERSON', id: 'usr_a', requestId: 'r', behalfOf: 'usr_b', address: '192.0.2.7' } as const
  await owner.write(PLATFORM_SCOPE, actor, async (unit) => {
    clock.advance(1_000)
    unit.append(
      Array.from({ length: count }, (_, n) => ({
        type: 'Happened',
        subject: branch.store.id,
        terminal: scopeAt(branch, 'trm_1'),
        path: branch.store.path,
        at: clock.now(),
        data: { n, before: { name: '旧' }, after: { name: '新' }, text: 'a "quoted" \\ line\nand one more' },
      })),
    )
  })
  await intruder.place()
}
const seal = (by = notary) =>
  worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    while ((await sealNext(unit, 300, by)) !== null);
  })
const newestNote = async () => {
  const { rows } = await intruder.client.query<{ note: string }>(
    'select note from event_checkpoint order by size desc limit 1',
  )
  return rows[0]?.note ?? ''
}
const verify = (options: { from?: number; exported?: string[] } = {}) =>
  verifyLog(owner, { readNote: notary.readNote, ...options })
const findingOf = async (...options: Parameters<typeof verify>) => (await verify(...options)).finding

/** The event that is tampered with: in the second half, and not the last of anything. */
const BAD = 533
const idAt = async (position: number) => {
  const { rows } = await intruder.client.query<{ id: string }>(
    'select event_id as id from event_order where position = $1',
    [position],
  )
  return rows[0]?.id ?? ''
}

describe('a log that nobody meddled with', () => {
  test('is proven whole, with the checkpoint that was kept elsewhere, and tells of its tail', async () => {
    expect(await verify({ exported: [exported] })).toEqual({
      from: 1,
      sealed: EVENTS,
      events: EVENTS,
      removed: 0,
      checkpoints: 4,
      exported: 1,
      tail: 10,
      finding: null,
    })
  })

  test.each([1, 256, 257, BAD, EVENTS, EVENTS + 50])('is proven from %i on', async (from) => {
    expect(await findingOf({ from, exported: [exported] })).toBeNull()
  })

  test('grows, and is signed on from where it was', async () => {
    await seal()
    expect(await verify({ exported: [exported] })).toMatchObject({ sealed: EVENTS + 10, tail: 0, finding: null })
  })

  test('one worker seals while another one stands by', async () => {
    const second = await open(database.url, 'worker', clock)
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'seal', async () => {
        const other = await second.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (beside) =>
          asLeader(beside, 'seal', async () => 'sealed'),
        )
        expect(other).toBeNull()
      }),
    )
    await second.close()
  })

  test('proves to whoever sees an event that it is in it', async () => {
    const app = await open(database.url, 'app', clock)
    for (const position of [1, 256, BAD, EVENTS]) {
      const id = await idAt(position)
      const proof = await app.read({ path: branch.acquirer.path }, (db) => proveInclusion(db, id))
      expect(proof).toMatchObject({ eventId: id, position, size: EVENTS })
      if (proof === null) continue
      const place = { leaf: leafOf(proof.entry), index: position - 1, size: EVENTS }
      const { root } = notary.read(proof.note)
      expect(Buffer.from(rootByInclusion(sha256, place, proof.path) ?? [])).toEqual(root)
      // and as the browser computes it
      const path = proof.path.map((hash) => hash.toString('base64'))
      expect(rootOfProof({ ...proof, path })).toBe(Buffer.from(root).toString('base64'))
      expect(rootOfProof({ ...proof, path, entry: `${proof.entry}新` })).not.toBe(Buffer.from(root).toString('base64'))
      expect(rootOfProof({ ...proof, path, size: 99_999 })).toBeNull()
    }
    expect(await app.read({ path: 'org_other' }, async (db) => proveInclusion(db, await idAt(1)))).toBeNull()
    expect(
      await app.read({ path: branch.acquirer.path }, async (db) => proveInclusion(db, await idAt(EVENTS + 1))),
    ).toBeNull()
    await app.close()
  })
})

const CHANGES: Readonly<Record<string, string>> = {
  instant: `$ + interval '1 microsecond'`,
  ltree: `'org_other'::ltree`,
  bigint: '$ + 1000000',
  json: `jsonb_set($, '{n}', '12345678901234567891')`,
  text: `coalesce($, '') || 'x'`,
}

describe('one sealed event is changed', () => {
  test.each(eventTable.columns.map(({ name, type }) => ({ name, type })))('in $name', async ({ name, type }) => {
    const id = await idAt(BAD)
    const value = (CHANGES[type] ?? '').replaceAll('$', name)
    const changed = name === 'actor_kind' ? `'PLATFORM'` : value
    if (name === 'ordinal') await intruder.query('alter table event alter ordinal set generated by default')
    await intruder.query(`update event set ${name} = ${changed} where id = $1`, [id])
    if (name === 'ordinal') await intruder.query('alter table event alter ordinal set generated always')
    const expected = name === 'id' ? 'EVENT_MISSING' : 'EVENT_CHANGED'
    expect(await findingOf()).toMatchObject({ code: expected, position: BAD, eventId: id, source: 'DATABASE' })
  })

  test('by digits that a number of ours would not hold', async () => {
    const id = await idAt(BAD)
    await intruder.query(`update event set data = jsonb_set(data, '{n}', '12345678901234567891') where id = $1`, [id])
    const { rows } = await intruder.client.query<{ entry: string }>(
      `select data::text as entry from event where id = $1`,
      [id],
    )
    expect(rows[0]?.entry).toContain('12345678901234567891')
    expect(await findingOf()).toMatchObject({ code: 'EVENT_CHANGED', position: BAD })
  })
})

const swap = `update event_order set event_id = case position when 532 then (select event_id from saved.event_order where position = ${BAD})
  else (select event_id from saved.event_order where position = 532) end where position in (532, ${BAD})`

describe('somebody with the rights of the owner', () => {
  test.each<[string, string[], Partial<AuditFinding>]>([
    [
      'removes an event',
      [`delete from event where id = (select event_id from event_order where position = ${BAD})`],
      { code: 'EVENT_MISSING', position: BAD },
    ],
    [
      'removes an event and its place',
      [
        `delete from event where id = (select event_id from event_order where position = ${BAD})`,
        `delete from event_order where position = ${BAD}`,
      ],
      { code: 'POSITION_MISSING', position: BAD },
    ],
    ['removes a leaf', [`delete from event_leaf where position = ${BAD}`], { code: 'LEAF_MISSING', position: BAD }],
    [
      'changes two places',
      [
        'alter table event_order drop constraint event_order_event_id_key',
        swap,
        'alter table event_order add unique (event_id)',
      ],
      { code: 'EVENT_MOVED', position: 532, detail: { sealedAt: BAD } },
    ],
    [
      'changes an event and its leaf',
      [
        `update event set type = 'Other' where id = (select event_id from event_order where position = 3)`,
        `update event_leaf set hash = sha256('x') where position = 3`,
      ],
      { code: 'EVENT_CHANGED', position: 3 },
    ],
    [
      'changes the root of a subtree',
      [`update event_subtree set hash = sha256('x') where place = 1`],
      { code: 'SUBTREE_CHANGED', position: 512 },
    ],
    [
      'changes a signed checkpoint',
      [
        `update event_checkpoint set note = replace(note, '"size":${EVENTS}', '"size":${EVENTS - 1}') where size = ${EVENTS}`,
      ],
      { code: 'CHECKPOINT_UNSIGNED' },
    ],
    [
      'writes an event past the platform',
      [
        `insert into event (id, at, type, subject, path, actor_kind, data) values ('evt_x', now(), 'Forged', 's', 'org_a', 'PERSON', '{}')`,
      ],
      { code: 'EVENT_UNPLACED', eventId: 'evt_x' },
    ],
    [
      'cuts the tail of events, order and leaves',
      [
        `delete from event where id in (select event_id from event_order where position > 600)`,
        'delete from event_order where position > 600',
        'delete from event_leaf where position > 600',
      ],
      { code: 'LOG_CUT', position: 600, detail: { sealed: 600, signed: EVENTS } },
    ],
    [
      'cuts the last checkpoint only',
      [`delete from event_checkpoint where size = ${EVENTS}`],
      { code: 'CHECKPOINT_MISSING' },
    ],
    [
      'takes a place out of the tail',
      [`update event_order set position = 99999 where position = ${EVENTS + 5}`],
      { code: 'POSITION_MISSING' },
    ],
  ])('%s: found', async (_name, statements, expected) => {
    for (const statement of statements) await intruder.query(statement)
    expect(await findingOf()).toMatchObject(expected)
  })

  const CUT_CLEANLY = [
    'delete from event where id in (select event_id from event_order where position > 350)',
    'delete from event_order where position > 350',
    'delete from event_leaf where position > 350',
    'delete from event_subtree where (place + 1) * 256 > 350',
    'delete from event_checkpoint where size > 350',
  ]

  test('cuts everything at a checkpoint: found by one that was kept elsewhere, and by nothing else', async () => {
    const later = await newestNote()
    for (const statement of CUT_CLEANLY) await intruder.query(statement)
    expect(await findingOf()).toBeNull()
    expect(await findingOf({ exported: [exported] })).toBeNull()
    expect(await findingOf({ exported: [exported, later] })).toMatchObject({
      code: 'LOG_CUT',
      source: 'EXPORTED',
      detail: { sealed: 350, signed: EVENTS },
    })
  })

  test('and with the signing key rewrites all of it: found by a checkpoint that was kept elsewhere, and by nothing else', async () => {
    await intruder.query(
      `update event set data = data || '{"n": 7}' where id = (select event_id from event_order where position = 3)`,
    )
    await intruder.query('truncate event_leaf, event_subtree, event_checkpoint')
    // the name of the log must be kept up, too
    await intruder.query('insert into event_checkpoint values (0, now(), $1)', [
      notary.sign({ origin: notary.read(exported).origin, size: 0, root: sha256(new Uint8Array()), at: 0 }),
    ])
    await seal()
    await intruder.query('delete from event_checkpoint where size = 0')
    expect(await findingOf()).toBeNull()
    expect(await findingOf({ exported: [exported] })).toMatchObject({
      code: 'ROOT_DIFFERS',
      position: 350,
      source: 'EXPORTED',
    })
    expect(await findingOf({ from: 600, exported: [exported] })).toMatchObject({ code: 'ROOT_DIFFERS', position: 350 })
  })

  test('without the key cannot sign a rewritten log', async () => {
    await intruder.query('truncate event_leaf, event_subtree, event_checkpoint')
    await seal(testNotary('another key'))
    expect(await findingOf()).toMatchObject({ code: 'CHECKPOINT_UNSIGNED', detail: { reason: 'BAD_SIGNATURE' } })
  })

  test('a log that was meddled with is not signed on', async () => {
    await intruder.query(`update event_leaf set hash = sha256('x') where position = ${EVENTS}`)
    await expect(seal()).rejects.toThrow(/is not the one that was signed/)
    await intruder.putBack()
    await intruder.query(`delete from event_order where position = ${EVENTS + 2}`)
    await expect(seal()).rejects.toThrow(/no event at position/)
  })
})

describe('months', () => {
  const OLD = Date.UTC(2021, 4, 20)
  const partitions = async () =>
    (
      await intruder.client.query<{ name: string; rows: number }>(
        `select tableoid::regclass::text as name, count(*)::int as rows from event group by 1 order by 1`,
      )
    ).rows

  test('begin where an id of that moment does', async () => {
    for (const moment of [Date.UTC(2021, 4, 1), Date.UTC(2026, 10, 1), Date.UTC(2120, 0, 1)]) {
      const { rows } = await intruder.client.query<{ id: string }>('select event_id_from($1) as id', [new Date(moment)])
      const least = uuidv7(moment, new Uint8Array(10)).fill(0, 6)
      expect(rows[0]?.id).toBe(encodeId('event', least))
      expect((rows[0]?.id ?? '') < encodeId('event', uuidv7(moment, new Uint8Array(10)))).toBe(true)
    }
  })

  test('are made ahead, take in what came before them, and stay in the order of the log', async () => {
    expect((await partitions()).map(({ name }) => name)).toEqual(['partition.event_rest'])
    const make = () => worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, makeEventMonths)
    expect([await make(), await make()]).toEqual([3, 0])
    expect(await partitions()).toEqual([{ name: 'partition.event_2027_01', rows: EVENTS + 10 }])
    expect(await findingOf({ exported: [exported] })).toBeNull()
  })

  test('go whole, when they are sealed and old; leaves and checkpoints stay, and the log is still proven', async () => {
    // as if the first half had happened years ago
    await intruder.query(`update event_order set event_id = event_id_from($1) || position where position <= 350`, [
      new Date(OLD),
    ])
    await intruder.query(
      `update event set id = event_id_from($1) || position from saved.event_order old where old.event_id = event.id and position <= 350`,
      [new Date(OLD)],
    )
    await intruder.query('truncate event_leaf, event_subtree, event_checkpoint')
    await intruder.query(`select event_month_make('2021-05-01')`)
    const remove = (month: string) =>
      worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.query<object>(`select through_position as through, events from event_month_remove($1, now())`, [month]),
      )
    await expect(remove('2021-05-01')).rejects.toThrow(/not sealed/)
    await expect(remove('2027-01-01')).rejects.toThrow(/12 months at least/)
    await seal()
    expect(await remove('2021-05-01')).toEqual([{ through: 350, events: 350 }])
    expect(await remove('2021-05-01')).toEqual([])
    expect(await verify()).toMatchObject({ removed: 350, events: EVENTS + 10 - 350, finding: null })
    expect(await owner.read(PLATFORM_SCOPE, removedThrough)).toBe(350n)
    const resumed = (position: bigint) => owner.read(PLATFORM_SCOPE, (db) => resumeFeed(db, position, 5))
    expect(await resumed(349n)).toBe('TOO_OLD')
    expect((await resumed(350n)).length).toBe(5)
    const level = { id: 'org_x', kind: 'ACQUIRER', path: 'org_x' } as const
    const followed = (after: bigint) =>
      owner.read(PLATFORM_SCOPE, (db) => feedAfter(db, { level, after, types: null, limit: 5 }))
    expect([await followed(349n), await followed(350n)]).toEqual(['TOO_OLD', { events: [], position: 350n }])
    expect((await owner.read(PLATFORM_SCOPE, (db) => readFeed(db, 350n, 5)))[0]?.position).toBe(351n)
    await intruder.query(`delete from event where id = (select event_id from event_order where position = 400)`)
    expect(await findingOf()).toMatchObject({ code: 'EVENT_MISSING', position: 400 })
  })
})
