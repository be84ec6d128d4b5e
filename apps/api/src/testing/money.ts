import { hash } from 'node:crypto'
import {
  bookChanges,
  type ArrivedRecord,
  ingestJournals,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Unit,
} from '@budeng/storage'
import { type JournalRecord, leafOf, parseRecord, payloadHashOf, recordText } from '@budeng/transactions'
import type { TestHouse } from './test-house.ts'

const GATEWAY = 'gateway-of-tests'
const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')

/** A terminal of the house, as the money half names it. */
interface Trading {
  readonly id: string
  readonly deviceId: string
}

/** Brings records of a terminal's journal in, from the number `first` on, as the gateway would. */
export async function bringRecords(
  house: TestHouse,
  terminal: Trading,
  records: readonly JournalRecord[],
  first = 1,
): Promise<void> {
  await house.owner.write(PLATFORM_SCOPE, { kind: 'TERMINAL', id: terminal.deviceId }, async (unit) => {
    const [row] = await unit.query<Scoped>(
      `select id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId", store_id as "storeId", path, tid
       from terminal where id = $1`,
      [terminal.id],
    )
    if (row === undefined) throw new Error(`no ${terminal.id}`)
    const { tid, ...scope } = row
    const fence = await hold(unit, terminal)
    const arrival = {
      ...{ terminalId: terminal.id, fence, scope, tid, deviceId: terminal.deviceId, epoch: 1 },
      records: records.map((record, place) => arrived(record, first + place)),
    }
    const [outcome] = await ingestJournals(unit, GATEWAY, [arrival], bookChanges)
    if (outcome === undefined) throw new Error('the terminal is not held')
  })
}

interface Scoped {
  readonly terminalId: string
  readonly acquirerId: string
  readonly agentId: string | null
  readonly merchantId: string
  readonly storeId: string
  readonly path: string
  readonly tid: string
}

/** As if the terminal were connected here. */
async function hold(unit: Unit, { id, deviceId }: Trading): Promise<number> {
  const [held] = await unit.query<{ fence: number }>(
    `insert into connection (terminal_id, device_id, gateway_id, fence, conn, connected, connected_at) values ($1, $2, $3, 1, 1, true, $4)
     on conflict (terminal_id) do update set gateway_id = $3, connected = true, fence = connection.fence + 1 returning fence`,
    [id, deviceId, GATEWAY, new Date(unit.clock.now())],
  )
  return held?.fence ?? 0
}

function arrived(record: JournalRecord, seq: number): ArrivedRecord {
  const parsed = parseRecord(recordText(record))
  if (!parsed.ok) throw new Error(`${parsed.fault.code} ${parsed.fault.member ?? ''}`)
  return {
    ...{ seq, proven: true, record: parsed.record, fault: null, hadCardData: false, body: recordText(record) },
    leaf: Buffer.from(leafOf(sha256, record, 1, seq)),
    payloadHash: Buffer.from(payloadHashOf(sha256, record)),
  }
}

const stan = (number: number) => String(number).padStart(6, '0')

/** An approved sale with that trace number, for that many minor units. */
export function sale(number: number, amount: string, change: Partial<JournalRecord> = {}): JournalRecord {
  return {
    ...{ type: 'PURCHASE', batch: '000726', stan: stan(number), amount, currency: 'CNY', exponent: 2 },
    ...{ outcome: 'APPROVED', responseCode: '00', rrn: `X${String(number).padStart(11, '0')}`, authCode: '123456' },
    ...{ panMasked: '622200******1234', scope: 'DOMESTIC', cardType: 'DEBIT' },
    ...change,
  } as JournalRecord
}

/** What refers to another record. */
export function follow(
  type: JournalRecord['type'],
  of: JournalRecord,
  number: number,
  amount: string,
  change: Partial<JournalRecord> = {},
): JournalRecord {
  return sale(number, amount, {
    type,
    original: { batch: of.batch ?? '', stan: of.stan ?? '', type: of.type },
    ...change,
  })
}

/** At least one of everything that the money half shows, at a terminal; and a difference that is open and one that is closed. */
export async function makeMoney(house: TestHouse, terminal: Trading): Promise<void> {
  const first = sale(78, '11800')
  const pay = sale(80, '2500', {
    ...{ type: 'QR_PAY', merchantOrder: 'M1', channelOrder: 'C1' },
  })
  await bringRecords(house, terminal, [first, follow('REFUND', first, 79, '1800'), pay])
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const at = new Date(unit.clock.now())
    const scope = 'terminal_id, acquirer_id, agent_id, merchant_id, store_id, path'
    const ids = ['proof', 'proof', 'difference', 'difference'].map((kind) => unit.newId(kind as 'proof'))
    await unit.execute(
      `insert into consistency_proof (${scope}, id, epoch, batch_id, kind, from_seq, through_seq, root_terminal, root_host, totals_equal, equal, proven_at)
       select ${scope
         .split(', ')
         .map((name) => `b.${name}`)
         .join(', ')}, case n when 1 then $2 else $3 end, b.epoch, b.id, 'BATCH', 1, 3, s.root, s.root, true, true, $4
       from batch b join journal_stream s on s.terminal_id = b.terminal_id cross join generate_series(1, 2) n where b.terminal_id = $1`,
      [terminal.id, ids[0], ids[1], at],
    )
    await unit.execute(
      `insert into open_difference (${scope}, id, epoch, from_seq, to_seq, kind, amount, currency, exponent, leaf_host, leaf_terminal, body_terminal, opened_at, closed_at, closed_by_proof)
       select ${scope}, case n when 1 then $2 else $3 end, epoch, n, n, 'ALTERED', 11800, 'CNY', 2, root, root, '{"type":"PURCHASE"}', $4::timestamptz,
         case n when 2 then $4::timestamptz end, case n when 2 then $5 end
       from journal_stream cross join generate_series(1, 2) n where terminal_id = $1`,
      [terminal.id, ids[2], ids[3], at, ids[0]],
    )
    await unit.execute(
      `update batch set state = 'FORCE_CLOSED', closed_at = $2, closing_at = $2, compared_at = $2, reason = 'everything', through_seq = 3, count_terminal = 3,
         root_terminal = s.root, root_host = s.root, closed_by = (select id from person where email = 'second@cup.test')
       from journal_stream s where batch.terminal_id = $1 and s.terminal_id = batch.terminal_id`,
      [terminal.id, at],
    )
    await unit.execute(
      'update batch_total set said_count = count, said_amount = amount where batch_id in (select id from batch where terminal_id = $1)',
      [terminal.id],
    )
    await unit.execute(
      `update journal_stream set agreement = 'DIFFERENT', equal_seq = 2, equal_at = $2, compared_at = $2, gap_since = $2, ahead = '{9,12}' where terminal_id = $1`,
      [terminal.id, at],
    )
  })
}
