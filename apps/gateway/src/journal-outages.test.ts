import { toBase64url } from '@budeng/protocol'
import type { Storage } from '@budeng/storage'
import { expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
import { JournalHandwriting, sale } from './testing/journal-hand.ts'
import { openOwnServer } from './testing/own-server.ts'
import { until } from './testing/until.ts'

const TERMINALS = 8
const RECORDS = 120
const { server, house } = await openOwnServer(40)

/** Sends everything from the newest acknowledgement on, three at a time, until all is acknowledged; repeats for ever. */
class Sender {
  readonly hand: JournalHandwriting
  acknowledged = 0
  readonly #index: number

  constructor(index: number, gateway: Gateway) {
    this.#index = index
    this.hand = new JournalHandwriting(house.terminal(index, gateway))
    this.hand.write(...Array.from({ length: RECORDS }, (_, place) => sale(place + 1)))
  }

  async join(): Promise<void> {
    await until(async () => {
      if ((await this.hand.terminal.connect()) !== 0) throw new Error('not let in')
    })
    await this.hand.terminal.client.subscribe(`pos/v1/demo/${this.hand.terminal.device.tid}/down`)
    await this.hand.terminal.hello({ level: 2, journalSeq: RECORDS })
  }

  /** True once all is acknowledged; false when the connection was lost. */
  async run(): Promise<boolean> {
    try {
      while (this.acknowledged < RECORDS) {
        const from = this.acknowledged
        await this.hand.send(this.hand.written.slice(from, from + 3))
        const ack = await this.hand.ack(Math.min(from + 3, RECORDS))
        // one repeat in passing: it must change nothing
        if (from % 9 === 0) await this.hand.send(this.hand.written.slice(0, 3))
        this.acknowledged = ack.throughSeq
      }
      return true
    } catch {
      return false
    }
  }

  /** The same journal at another gateway. */
  moveTo(gateway: Gateway): void {
    const moved = new JournalHandwriting(house.terminal(this.#index, gateway))
    moved.terminal.conn = this.hand.terminal.conn
    moved.written.push(...this.hand.written)
    Object.assign(this, { hand: moved })
  }
}

async function expectAllOnce(senders: readonly Sender[]): Promise<void> {
  for (const { hand } of senders) {
    const { terminalId } = hand.terminal.device
    const [state] = await house.rows<object>(
      `select (select count(*)::int from journal_record where terminal_id = $1 and state = 'TAKEN') as records,
         (select count(*)::int from transaction where terminal_id = $1) as transactions,
         (select count(*)::int from record_line where terminal_id = $1) as lines,
         (select count(*)::int from ledger_entry where terminal_id = $1) as entries,
         (select sum(minor)::text from ledger_posting p join ledger_entry e on e.id = p.entry_id where e.terminal_id = $1) as balance,
         (select encode(root, 'hex') from journal_stream where terminal_id = $1) as root,
         (select t.amount::text from batch b join batch_total t on t.batch_id = b.id where b.terminal_id = $1) as total`,
      [terminalId],
    )
    const total = hand.written.reduce((sum, { record }) => sum + BigInt(record?.amount ?? 0), 0n)
    expect(state).toEqual({
      records: RECORDS,
      transactions: RECORDS,
      lines: RECORDS,
      entries: RECORDS,
      balance: '0',
      root: hand.root().toString('hex'),
      total: String(total),
    })
  }
}

test('the database is killed under load: nothing acknowledged is lost, nothing is booked twice', async () => {
  const gateway = await house.gateway()
  const senders = Array.from({ length: TERMINALS }, (_, index) => new Sender(index, gateway))
  for (const sender of senders) await sender.join()
  const running = senders.map((sender) => sender.run())
  await until(() => expect(gateway.metrics().journal['fresh'] ?? 0).toBeGreaterThan(60))
  process.kill(server.pid, 'SIGKILL')
  await until(() => expect(gateway.metrics().transientFaults).toBeGreaterThan(0))
  expect(await Promise.all(running)).toEqual(senders.map(() => true))
  await expectAllOnce(senders)
  await gateway.close()
})

test('a gateway dies between commit and acknowledgement, others at any place: the next one goes on', async () => {
  const broken = { commits: 0 }
  const storage = dyingAfter(await house.open('gateway'), broken)
  const first = await house.gateway({ storage })
  const senders = Array.from({ length: TERMINALS }, (_, index) => new Sender(TERMINALS + index, first))
  for (const sender of senders) await sender.join()
  const running = senders.map((sender) => sender.run())
  await until(() => expect(first.metrics().journal['fresh'] ?? 0).toBeGreaterThan(60))
  // from here on every commit happens and is never heard of
  broken.commits = 1
  await until(() => expect(first.metrics().transientFaults).toBeGreaterThan(0))
  for (const { hand } of senders) hand.terminal.client.socket.destroy()
  await Promise.all(running)
  const second = await house.gateway()
  for (const sender of senders) {
    sender.moveTo(second)
    await sender.join()
  }
  expect(await Promise.all(senders.map((sender) => sender.run()))).toEqual(senders.map(() => true))
  await expectAllOnce(senders)
})

test('a record that no commit takes keeps its number without its content, and the others go on', async () => {
  const gateway = await house.gateway({ storage: refusing(await house.open('gateway'), '000004') })
  const hand = new JournalHandwriting(house.terminal(3 * TERMINALS, gateway))
  await hand.terminal.join({ level: 2, journalSeq: 8 })
  hand.write(...Array.from({ length: 8 }, (_, place) => sale(place + 1)))
  await hand.send()
  expect((await hand.ack(8)).root).toBe(toBase64url(hand.root()))
  expect(
    await house.rows('select seq::int, state, body from journal_record where terminal_id = $1 and state <> $2', [
      hand.terminal.device.terminalId,
      'TAKEN',
    ]),
  ).toEqual([{ seq: 4, state: 'QUARANTINED', body: '' }])
})

/** A storage whose answer is lost after the commit, from when it is told so. */
function dyingAfter(storage: Storage, broken: { commits: number }): Storage {
  return {
    ...storage,
    write: async (scope, actor, work) => {
      const answer = await storage.write(scope, actor, work)
      if (broken.commits > 0) throw Object.assign(new Error('Connection terminated'), { code: '08006' })
      return answer
    },
  }
}

/** A storage that finds fault with one STAN, as a constraint would. */
function refusing(storage: Storage, stan: string): Storage {
  return {
    ...storage,
    write: (scope, actor, work) =>
      storage.write(scope, actor, (unit) =>
        work({
          ...unit,
          prepared: async (name, sql, params) => {
            if (name === 'insert-journal-records' && params.some((param) => String(param).includes(`"${stan}"`)))
              throw Object.assign(new Error('made up'), { code: '23514' })
            return await unit.prepared(name, sql, params)
          },
        }),
      ),
  }
}
