import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { HOST_DUE_MS } from '@budeng/storage'
import type { Pool } from 'pg'
import { Holder } from '../commands/holder.ts'
import { type RunningHouse, startHouse } from '../commands/house.ts'
import { order } from '../graphql/order.ts'
import type { Session } from '../graphql/session.ts'
import {
  CORRECTION_HOUSE_TERMINALS,
  CORRECTIONS_APART_MS,
  CORRECTIONS_PROVEN_MS,
  CORRECTIONS_TIMED,
  SALES_SETTLED_MS,
} from '../limits.ts'
import type { DatabaseServer } from '../servers/database.ts'

const LOOK_MS = 100
const OVERLOAD_MS = 1_000
/** Of each terminal, in an hour: not a rush, in which terminals keep their records back to send them in bulk. */
const SALES_PER_HOUR = 240

/** Times in milliseconds, of corrections that came to their proof. */
interface Proven {
  readonly asked: number
  readonly refused: readonly string[]
  /** How far those came that are not proven. */
  readonly unproven: readonly string[]
  readonly openedToVerified: readonly number[]
  readonly draftedToVerified: readonly number[]
  readonly approvedToVerified: readonly number[]
}

/**
 * In a running house whose simulated terminals have traded: what a host says of a card is altered, one sale a second; rules
 * find it, the worker drafts the correction, a maker hands it in and a checker agrees as soon as they see it, both over the
 * API; the terminal applies it. Told by the times of the house's own events.
 */
export async function measureProof(database: DatabaseServer, folder: string): Promise<Proven> {
  const house = await startHouse(database, join(folder, 'corrected'), CORRECTION_HOUSE_TERMINALS, [
    '--sales-per-hour',
    String(SALES_PER_HOUR),
  ])
  try {
    const desk = await Desk.of(house)
    const sales = await soldSales(house)
    const causes = sales.map(({ cause }) => cause)
    const working = desk.work()
    working.catch(() => desk.stop())
    for (const sale of sales) {
      await alter(house.pool, sale)
      await wait(CORRECTIONS_APART_MS)
    }
    const isProven = async () => (await timesOf(house.pool, causes)).length === causes.length
    await until(isProven, 'all are proven', CORRECTIONS_PROVEN_MS).catch(() => undefined)
    desk.stop()
    await working
    const times = await timesOf(house.pool, causes)
    return {
      asked: causes.length,
      refused: desk.refused,
      unproven: await unprovenOf(house.pool, causes),
      openedToVerified: times.map(({ opened, verified }) => verified - opened),
      draftedToVerified: times.map(({ drafted, verified }) => verified - drafted),
      approvedToVerified: times.map(({ approved, verified }) => verified - approved),
    }
  } finally {
    await house.close()
  }
}

interface Sale {
  readonly terminalId: string
  readonly batchNo: string
  readonly stan: string
  readonly msgClass: string
  readonly cause: string
}

/**
 * Sales that terminal and host both have, one of each of so many terminals that are connected. Rules judge none of which one
 * side may have more to tell: what changed just now would wait for them, and not for the corrections that are timed.
 */
async function soldSales({ pool, healthy }: RunningHouse): Promise<Sale[]> {
  const look = async () => {
    const { rows } = await pool.query<Sale>(
      `select distinct on (t.terminal_id) t.terminal_id as "terminalId", t.batch_no as "batchNo", t.stan, t.msg_class as "msgClass",
         'transaction:' || t.tid || ':' || t.batch_no || ':' || t.stan || ':' || t.msg_class as cause
       from transaction t join host_record h on h.terminal_id = t.terminal_id and h.batch_no = t.batch_no and h.stan = t.stan and h.type = t.type
       where t.terminal_id = any($1) and t.type = 'PURCHASE' and t.auth_state = 'APPROVED' and t.reversal_state = 'NONE' and t.follow_up_state = 'NONE'
         and h.fact = 'trade' and h.fate = 'APPROVED' and h.pan_masked = t.pan_masked and t.changed_at < now() - $3 * interval '1 ms'
       order by t.terminal_id, t.stan desc limit $2`,
      [healthy, CORRECTIONS_TIMED, HOST_DUE_MS],
    )
    return rows
  }
  // at night most simulated shops are shut
  const isEnough = async () => (await look()).length === CORRECTIONS_TIMED
  await until(isEnough, 'terminals sell: are their shops open?', SALES_SETTLED_MS)
  return await look()
}

/** The host names another card, and somebody is to look. What a host said is kept as it was said: only the owner gets round that. */
async function alter(pool: Pool, { terminalId, batchNo, stan, msgClass }: Sale): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(`begin; set local session_replication_role = replica`)
    await client.query(
      `update host_record set pan_masked = left(pan_masked, -4) || case when right(pan_masked, 4) = '0000' then '0001' else '0000' end
       where terminal_id = $1 and batch_no = $2 and stan = $3 and fact = 'trade'`,
      [terminalId, batchNo, stan],
    )
    await client.query(
      `insert into detection_place (terminal_id, batch_no, stan, msg_class, due_at, since) values ($1, $2, $3, $4, now(), now())
       on conflict (terminal_id, batch_no, stan, msg_class) do update set due_at = now()`,
      [terminalId, batchNo, stan, msgClass],
    )
    await client.query(
      `insert into detection_terminal (terminal_id, due_at) values ($1, now()) on conflict (terminal_id) do update set due_at = now()`,
      [terminalId],
    )
    await client.query('commit')
  } catch (fault) {
    await client.query('rollback')
    throw fault
  } finally {
    client.release()
  }
}

interface Times {
  readonly opened: number
  readonly drafted: number
  readonly approved: number
  readonly verified: number
}

async function timesOf(pool: Pool, causes: readonly string[]): Promise<Times[]> {
  const at = (subject: string, type: string) =>
    `(select min(extract(epoch from e.at)) * 1000 from event e where e.subject = ${subject} and e.type = '${type}')::float8`
  const { rows } = await pool.query<Times>(
    `select ${at('c.case_id', 'CaseOpened')} as opened, ${at('c.id', 'CorrectionDrafted')} as drafted,
       ${at('c.id', 'CorrectionApproved')} as approved, ${at('c.id', 'CorrectionVerified')} as verified
     from correction_case k join correction c on c.case_id = k.id where k.cause = any($1) and c.state in ('VERIFIED', 'CLOSED')`,
    [causes],
  )
  return rows
}

/** Of each cause that came to no proof: where it stands, in a few words. */
async function unprovenOf(pool: Pool, causes: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `select concat_ws(' ', n.cause, coalesce('case ' || k.state, 'no case'), c.kind, c.state, c.facts ->> 'problems', o.state, o.why) as text
     from unnest($1::text[]) as n (cause) left join correction_case k on k.cause = n.cause left join correction c on c.case_id = k.id
       left join command o on o.id = c.facts -> 'commandIds' ->> -1
     where c.state is null or c.state not in ('VERIFIED', 'CLOSED') order by n.cause`,
    [causes],
  )
  return rows.map(({ text }) => text)
}

/** A maker and a checker who do nothing else. */
class Desk {
  readonly #maker: Session
  readonly #checker: Holder
  /** What was said against drafts that were handed in or agreed to; others are there than those that are timed. */
  readonly refused: string[] = []
  #isOpen = true

  private constructor(maker: Session, checker: Holder) {
    this.#maker = maker
    this.#checker = checker
  }

  static async of(house: RunningHouse): Promise<Desk> {
    const { session } = await house.logIn('CORRECTION_MAKER')
    return new Desk(session, await Holder.of(house, 'CORRECTION_CHECKER'))
  }

  stop(): void {
    this.#isOpen = false
  }

  /** Until it is stopped: each draft is handed in and agreed to as soon as it is seen. */
  async work(): Promise<void> {
    const seen = new Set<string>()
    while (this.#isOpen) {
      const { corrections } = await patiently(() =>
        this.#maker.post<{ corrections: { nodes: { id: string }[] } }>(
          '{ corrections(first: 50, filter: { states: [DRAFT] }) { nodes { id } } }',
        ),
      )
      const fresh = corrections.nodes.filter(({ id }) => !seen.has(id))
      for (const { id } of fresh) {
        seen.add(id)
        await this.#agree(id).catch((fault: unknown) => this.refused.push(String(fault)))
      }
      if (fresh.length === 0) await wait(LOOK_MS)
    }
  }

  async #agree(correctionId: string): Promise<void> {
    const { correction } = await patiently(() =>
      order<{ correction: { diff: { hash: string } } }>(
        this.#maker,
        ...(['correctionSubmit', 'CorrectionMoveInput', { correctionId }, 'correction { diff { hash } }'] as const),
      ),
    )
    const wish = { correctionId, diffHash: correction.diff.hash }
    await patiently(() =>
      this.#checker.confirmed('correctionApprove', 'CorrectionApproveInput', wish, 'correction { id }'),
    )
  }
}

/** Whoever is told that there is too much to do asks again, as screens do. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;)
    try {
      return await ask()
    } catch (fault) {
      if (!String(fault).includes('OVERLOADED')) throw fault
      await wait(OVERLOAD_MS)
    }
}

async function until(holds: () => Promise<boolean>, what: string, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it never came so far: ${what}`)
    await wait(250)
  }
}
