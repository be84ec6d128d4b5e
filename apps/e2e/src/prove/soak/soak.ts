import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { demoPostgresUrl } from '../../demo.ts'
import { type House, ROOT, type Room, startHouse } from '../../house.ts'
import { until } from '../../until.ts'
import { type Books, judgeBooks } from './books.ts'
import { countStored, exportStored, lostRecords } from './stored.ts'
import { TruthTail } from './truth-tail.ts'

const KILLED_IN_TURN: readonly Room[] = ['gateway', 'worker', 'postgres']
const AWAY_TIMEOUT_MS = 120_000
/** After the last kill: how long until everything is in and compared. */
const SETTLE_TIMEOUT_MS = 20 * 60_000
const LOOK_MS = 2_000
/** All is in, and nothing has been written for so many looks: the terminals have closed their batches. */
const STILL_LOOKS = 5
const SALES_PER_HOUR = 20
/** Two million records live in the terminals' process until they may be erased. */
const HEAP_MB = 12_288
const ANSWER_BYTES_MAX = 64 * 1024 * 1024

export interface SoakSizes {
  readonly terminals: number
  readonly records: number
  readonly killEverySec: number
}

export interface SoakBlow {
  readonly room: Room
  /** Records that were stored when it fell. */
  readonly stored: number
  /** From the kill to the first acknowledgement that a terminal got from what was started again. */
  readonly firstAckMs: number
  /** Acknowledged and not stored, looked at when it was back. */
  readonly lost: readonly string[]
}

/** What check.py counted. */
export interface Checked {
  readonly journals: number
  readonly records: number
  readonly acknowledged: number
  readonly leaves: number
  readonly roots: number
  readonly batches: number
  readonly closedBatches: number
  readonly totals: number
  /** Sums of a terminal's postings, by kind of account. */
  readonly sums: number
  readonly fees: number
  readonly commissions: number
  readonly entries: number
  readonly broken: readonly string[]
  readonly brokenCount: number
}

export interface Soaked {
  readonly blows: readonly SoakBlow[]
  readonly written: number
  /** From the first record until all were in. */
  readonly tookMs: number
  readonly checked: Checked
  readonly books: Books
}

/**
 * Simulated terminals sell as fast as their records are taken, while gateway, worker and PostgreSQL are killed in turn;
 * then the terminals' histories are held against what is stored.
 */
export async function soak(seed: number, sizes: SoakSizes, tell: (line: string) => void): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-soak-'))
  const truth = join(folder, 'truth.jsonl')
  const rush = ['--rush', String(sizes.records), '--sales-per-hour', String(SALES_PER_HOUR)]
  const house = await startHouse({
    terminals: sizes.terminals,
    seed,
    args: ['--scenario', 'soak', '--truth', truth, ...rush],
    env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
  })
  try {
    await until(() => existsSync(truth), { what: () => 'the terminals write' })
    const tail = new TruthTail(truth)
    const startedAt = performance.now()
    const soaking = new Soaking(house, tail, tell)
    try {
      const blows = await soaking.strike(sizes)
      tell('all records are written')
      await soaking.untilIn()
      const tookMs = performance.now() - startedAt
      const judged = await soaking.judge(truth, join(folder, 'stored.jsonl'))
      return { blows, written: tail.written, tookMs, ...judged }
    } finally {
      tail.stop()
    }
  } finally {
    await house.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One run, from the first kill to the verdict. */
class Soaking {
  readonly #house: House
  readonly #tail: TruthTail
  readonly #tell: (line: string) => void

  constructor(house: House, tail: TruthTail, tell: (line: string) => void) {
    this.#house = house
    this.#tail = tail
    this.#tell = tell
  }

  /** Kills one after the other until the terminals have written what they should. */
  async strike({ records, killEverySec }: SoakSizes): Promise<SoakBlow[]> {
    const blows: SoakBlow[] = []
    for (;;) {
      const next = performance.now() + killEverySec * 1_000
      await until(() => this.#tail.written >= records || performance.now() >= next, {
        what: () => 'the time of the next kill',
        timeoutMs: killEverySec * 1_000 + LOOK_MS,
      })
      if (this.#tail.written >= records) return blows
      const room = KILLED_IN_TURN[blows.length % KILLED_IN_TURN.length] ?? 'gateway'
      const stored = await this.#ask(countStored)
      const firstAckMs = await this.#kill(room)
      const acked = this.#tail.acked()
      const lost = await this.#ask((client) => lostRecords(client, acked))
      blows.push({ room, stored, firstAckMs, lost })
      this.#tell(
        `kill ${blows.length}, ${room}: ${stored} stored, ${this.#tail.written} written, first acknowledgement after ${Math.round(firstAckMs)} ms, ${lost.length} journals lost something`,
      )
    }
  }

  async #kill(room: Room): Promise<number> {
    await until(() => this.#house.pid(room) !== null, { what: () => `${room} runs`, timeoutMs: AWAY_TIMEOUT_MS })
    const killed = this.#house.pid(room) ?? 0
    const at = performance.now()
    process.kill(killed, 'SIGKILL')
    // what was on its way when it died still arrives: only an acknowledgement after the restart counts
    const isBack = () => ![null, killed].includes(this.#house.pid(room))
    await until(isBack, { what: () => `${room} is started again`, timeoutMs: AWAY_TIMEOUT_MS })
    const since = room === 'worker' ? at : performance.now()
    await until(() => this.#tail.lastAckAtMs > since, {
      what: () => `a terminal is acknowledged again after ${room} was killed:\n${this.#house.output()}`,
      timeoutMs: AWAY_TIMEOUT_MS,
    })
    return this.#tail.lastAckAtMs - at
  }

  /** Everything that is written is stored, and nothing more is written. */
  async untilIn(): Promise<void> {
    let [still, before] = [0, 0]
    const isStill = async () => {
      const stored = await this.#ask(countStored)
      const { written } = this.#tail
      still = stored === written && written === before ? still + 1 : 0
      before = written
      return still >= STILL_LOOKS
    }
    await until(isStill, { what: () => `all ${before} records are in`, timeoutMs: SETTLE_TIMEOUT_MS, everyMs: LOOK_MS })
  }

  /** While the terminals stand still: what they had sent is in, and what they were told of batches has followed. */
  async judge(truth: string, stored: string): Promise<{ readonly checked: Checked; readonly books: Books }> {
    const terminals = this.#house.pid('simulator')
    if (terminals === null) throw new Error('the terminals have ended')
    const end = performance.now() + SETTLE_TIMEOUT_MS
    let books = await this.#ask(judgeBooks)
    while (books.broken.length > 0 && performance.now() < end) {
      this.#tell(`not settled yet: ${books.broken[0]}`)
      await new Promise((pause) => setTimeout(pause, LOOK_MS))
      books = await this.#ask(judgeBooks)
    }
    process.kill(terminals, 'SIGSTOP')
    try {
      await this.#ask((client) => exportStored(client, stored))
      this.#tell('judging by check.py')
      return { checked: check(truth, stored), books }
    } finally {
      process.kill(terminals, 'SIGCONT')
    }
  }

  /** A question to the database, repeated while it is away. */
  async #ask<Answer>(question: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const client = new pg.Client({ connectionString: demoPostgresUrl(this.#house) })
      client.on('error', () => {})
      try {
        await client.connect()
        return await question(client)
      } catch (error) {
        if (attempt === ASKS_MAX) throw error
        await new Promise((again) => setTimeout(again, ASK_AGAIN_MS))
      } finally {
        await client.end().catch(() => {})
      }
    }
  }
}

const ASKS_MAX = 400
const ASK_AGAIN_MS = 500

/** Another language, another author's hand: leaves, roots, totals and sums from the histories and PROTOCOL.md alone. */
function check(truth: string, stored: string): Checked {
  const script = join(ROOT, 'apps/e2e/src/prove/soak/check.py')
  const byHand = join(ROOT, 'packages/protocol/by-hand/journal.py')
  const { status, stdout, stderr } = spawnSync('python3', [script, truth, stored, byHand], {
    encoding: 'utf8',
    maxBuffer: ANSWER_BYTES_MAX,
  })
  if (status !== 0) throw new Error(`check.py ended with ${status}:\n${stderr}`)
  return JSON.parse(stdout) as Checked
}
