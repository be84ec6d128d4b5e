import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DAY } from '@budeng/kernel'
import { Passkey } from '@budeng/simulator'
import { insertPasskey, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import type { Pool } from 'pg'
import { type Colleague, type RunningHouse, startHouse } from '../commands/house.ts'
import {
  CORRECTION_HOUSE_TERMINALS,
  CORRECTIONS_APART_MS,
  CORRECTIONS_PROVEN_MS,
  CORRECTIONS_TIMED,
} from '../limits.ts'
import { type DatabaseServer, withStorage } from '../servers/database.ts'

const LOOK_MS = 100
/** Sold before anything is corrected, together. */
const SOLD = 2_000

/** Times in milliseconds, of corrections that came to their proof. */
interface Proven {
  readonly asked: number
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
    '--rush',
    String(SOLD),
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
    await until(async () => (await timesOf(house.pool, causes)).length === causes.length).catch(() => undefined)
    desk.stop()
    await working
    const times = await timesOf(house.pool, causes)
    return {
      asked: causes.length,
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

/** Sales that terminal and host both have, one of each of so many terminals that are connected. */
async function soldSales({ pool, healthy }: RunningHouse): Promise<Sale[]> {
  const look = async () => {
    const { rows } = await pool.query<Sale>(
      `select distinct on (t.terminal_id) t.terminal_id as "terminalId", t.batch_no as "batchNo", t.stan, t.msg_class as "msgClass",
         'transaction:' || t.tid || ':' || t.batch_no || ':' || t.stan || ':' || t.msg_class as cause
       from transaction t join host_record h on h.terminal_id = t.terminal_id and h.batch_no = t.batch_no and h.stan = t.stan and h.type = t.type
       where t.terminal_id = any($1) and t.type = 'PURCHASE' and t.auth_state = 'APPROVED' and t.reversal_state = 'NONE' and t.follow_up_state = 'NONE'
         and h.fact = 'trade' and h.fate = 'APPROVED' and h.pan_masked = t.pan_masked
       order by t.terminal_id, t.stan desc limit $2`,
      [healthy, CORRECTIONS_TIMED],
    )
    return rows
  }
  await until(async () => (await look()).length === CORRECTIONS_TIMED)
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
      `insert into detection_place (terminal_id, batch_no, stan, msg_class, due_at, since) values ($1, $2, $3, $4, now(), now()) on conflict do nothing`,
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

interface Said {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[]
}

/** A maker and a checker who do nothing else. */
class Desk {
  readonly #maker: Colleague
  readonly #checker: Colleague
  readonly #passkey: Passkey
  readonly #origin: string
  #isOpen = true

  private constructor(maker: Colleague, checker: Colleague, passkey: Passkey, origin: string) {
    this.#maker = maker
    this.#checker = checker
    this.#passkey = passkey
    this.#origin = origin
  }

  /** The checker's passkey is one that it has had for long. */
  static async of(house: RunningHouse): Promise<Desk> {
    const [maker, checker] = [await house.logIn('CORRECTION_MAKER'), await house.logIn('CORRECTION_CHECKER')]
    const passkey = new Passkey()
    await withStorage(house.databaseUrl, 'owner', (owner) =>
      owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
        const [person] = await unit.query<{ id: string }>('select id from person where email = $1', [checker.email])
        await insertPasskey(unit, {
          ...{ id: unit.newId('passkey'), personId: person?.id ?? '', credentialId: passkey.credentialId },
          ...{ publicKey: passkey.publicKey, counter: 0, transports: ['internal'], name: 'bench', backedUp: false },
          ...{ createdAt: unit.clock.now() - 30 * DAY, usedAt: null },
        })
      }),
    )
    return new Desk(maker, checker, passkey, `http://localhost:${house.port}`)
  }

  stop(): void {
    this.#isOpen = false
  }

  /** Until it is stopped: each draft is handed in and agreed to as soon as it is seen. */
  async work(): Promise<void> {
    const seen = new Set<string>()
    while (this.#isOpen) {
      const { corrections } = await this.#maker.session.post<{ corrections: { nodes: { id: string }[] } }>(
        '{ corrections(first: 50, filter: { states: [DRAFT] }) { nodes { id } } }',
      )
      const fresh = corrections.nodes.filter(({ id }) => !seen.has(id))
      for (const { id } of fresh) {
        seen.add(id)
        await this.#agree(id)
      }
      if (fresh.length === 0) await wait(LOOK_MS)
    }
  }

  async #agree(correctionId: string): Promise<void> {
    const { correction } = await order<{ correction: { diff: { hash: string } } }>(
      this.#maker,
      ...(['correctionSubmit', 'CorrectionMoveInput', { correctionId }, 'correction { diff { hash } }'] as const),
    )
    const wish = { idempotencyKey: randomUUID(), correctionId, diffHash: correction.diff.hash }
    const { challenge } = await order<{ challenge: { id: string; passkeyOptions: string } }>(
      this.#checker,
      ...(['stepUpStart', 'StepUpStartInput', { correctionApprove: wish }, 'challenge { id passkeyOptions }'] as const),
    )
    const assertion = this.#passkey.sign(challenge.passkeyOptions, this.#origin)
    const stepUp = { passkey: { challengeId: challenge.id, assertion } }
    await order(
      this.#checker,
      ...(['correctionApprove', 'CorrectionApproveInput', { ...wish, stepUp }, 'correction { id }'] as const),
    )
  }
}

/** A mutation. @throws Error with what it says against it */
async function order<Data>(
  who: Colleague,
  mutation: string,
  type: string,
  input: object,
  fields: string,
): Promise<Data> {
  const keyed =
    mutation === 'stepUpStart' || 'idempotencyKey' in input ? input : { idempotencyKey: randomUUID(), ...input }
  const { [mutation]: said } = await who.session.post<Record<string, Data & Said>>(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message } } }`,
    { input: keyed },
  )
  if (said === undefined || said.userErrors.length > 0)
    throw new Error(`${mutation}: ${said?.userErrors[0]?.code} ${said?.userErrors[0]?.message}`)
  return said
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + CORRECTIONS_PROVEN_MS
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it never came so far')
    await wait(250)
  }
}
