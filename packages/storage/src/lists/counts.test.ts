import { Client } from 'pg'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { type Branch, handClock, makeBranch, makeTerminals } from '../fleet.fixture.ts'
import { moveNode, PLATFORM_ACTOR, PLATFORM_SCOPE } from '../index.ts'
import { countAgreement, sumOpenDifferences } from './difference-list.ts'

const TERMINALS = 40
const clock = handClock(1_800_000_000_000)
const { owner, database } = await openDoors(clock, 'owner')
const asOwner = byPlatform(owner)
const one = await asOwner((unit) => makeBranch(unit, 'one'))
let branches: readonly Branch[] = [one, await asOwner((unit) => makeBranch(unit, 'two', one.acquirer))]
const { terminalIds } = await asOwner((unit) => makeTerminals(unit, one, TERMINALS))

/** The figures that are kept, and the same counted afresh. */
async function figures() {
  const levels = branches.flatMap(({ acquirer, agent, merchant }) => [acquirer, agent, merchant])
  return await owner.read(PLATFORM_SCOPE, async (db) => {
    const kept = []
    const counted = []
    for (const level of levels) {
      const { nodeId: _, ...journals } = await countAgreement(db, level)
      const sums = await sumOpenDifferences(db, level)
      kept.push({
        ...journals,
        open: sums.map(({ currency, count, amount, oldestAt }) => ({ currency, count, amount, oldestAt })),
      })
      const below = `path <@ '${level.path}'`
      const count = (where: string) =>
        `(select count(*)::int from journal_stream where newest and ${below} and ${where})`
      const [row] = await db.query<object>(
        `select ${count(`agreement = 'EQUAL'`)} as equal, ${count(`agreement = 'DIFFERENT'`)} as different, ${count(`agreement = 'UNKNOWN'`)} as unknown,
           (select count(*)::int from terminal where ${below}) - ${count('true')} as without`,
      )
      const differences = await db.query<object>(
        `select currency, count(*)::int as count, coalesce(sum(abs(amount)), 0) as amount, min(opened_at) as "oldestAt" from open_difference
         where closed_at is null and ${below} group by currency order by coalesce(currency, '')`,
      )
      counted.push({ ...row, open: differences })
    }
    return { kept, counted }
  })
}

async function change(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

const SCOPE = 'acquirer_id, agent_id, merchant_id, store_id, path'

test('what is kept of journals and differences is what counting finds, after each change and a move', async () => {
  await change(
    `insert into journal_stream (terminal_id, ${SCOPE}, epoch, root, changed_at) select id, ${SCOPE}, 1, sha256('x'), now() from terminal`,
  )
  const slices = Array.from({ length: 4 }, (_, at) => terminalIds.filter((_id, place) => place % 4 === at))
  const among = (at: number) => `terminal_id = any('{${slices[at]?.join(',')}}')`
  // several sessions at once, each with its own share
  await Promise.all(
    [0, 1, 2].map((at) =>
      change(
        `update journal_stream set agreement = '${at === 2 ? 'DIFFERENT' : 'EQUAL'}', through_seq = 9 where ${among(at)}`,
        `insert into open_difference (terminal_id, ${SCOPE}, id, epoch, from_seq, to_seq, kind, amount, currency, exponent, opened_at)
           select terminal_id, ${SCOPE}, 'dif_' || terminal_id, 1, 1, 1, 'ALTERED', ${at === 1 ? 'null, null, null' : `${at}00 - 500, 'CNY', 2`}, now() + ${at} * interval '1 hour' from journal_stream where ${among(at)}`,
      ),
    ),
  )
  const first = await figures()
  expect(first.kept).toEqual(first.counted)
  expect(first.kept[0]).toMatchObject({ equal: 20, different: 10, unknown: 10, without: 0 })
  await change(
    `update open_difference set closed_at = now() where ${among(0)}`,
    `update journal_stream set agreement = 'EQUAL' where ${among(2)}`,
    `update journal_stream set newest = false where ${among(3)}`,
  )
  const [from, to] = branches
  if (from === undefined || to === undefined) throw new Error('no branches')
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => moveNode(unit, from.merchant, to.agent))
  branches = await owner.read(PLATFORM_SCOPE, (db) =>
    Promise.all(
      branches.map(async (branch) => {
        const [merchant] = await db.query<Branch['merchant']>('select * from node where id = $1', [branch.merchant.id])
        return { ...branch, merchant: merchant ?? branch.merchant }
      }),
    ),
  )
  const { kept, counted } = await figures()
  const journals = (rows: readonly object[]) => rows.map((row) => ({ ...row, open: [] }))
  expect(journals(kept)).toEqual(journals(counted))
  // differences stay where they were written
  const stayed = [
    { currency: null, count: 10 },
    { currency: 'CNY', count: 10, amount: 3_000n },
  ]
  expect(kept.map((row) => row.open)).toMatchObject([stayed, stayed, stayed, stayed, [], []])
})
