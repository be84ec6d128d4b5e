import { randomBytes } from 'node:crypto'
import { hmacSha256, sha256, toBase64url } from '@budeng/protocol'
import { type Arrival, type ArrivedRecord, PLATFORM_ACTOR, PLATFORM_SCOPE, seedTariffs } from '@budeng/storage'
import { type JournalRecord, leafOf, parseRecord, payloadHashOf, recordText, screenBody } from '@budeng/transactions'
import { withPool, withStorage } from '../servers/database.ts'

/** A record as it comes off the wire. */
export interface WireRecord {
  readonly seq: number
  readonly leaf: string
  readonly body: string
}

/** A terminal that sells: what it sends, and what the gateway makes of it. */
export class SellingTerminal {
  readonly #key = randomBytes(32)
  readonly #base: Omit<Arrival, 'records' | 'epoch'>
  #seq = 0

  constructor(base: Omit<Arrival, 'records' | 'epoch'>) {
    this.#base = base
  }

  /** Its next sales, as many as one message holds. */
  sell(count: number, change: Partial<JournalRecord> = {}): WireRecord[] {
    return Array.from({ length: count }, () => {
      const seq = ++this.#seq
      const record = { ...saleOf(seq), ...change }
      const leaf = leafOf((bytes) => hmacSha256(this.#key, bytes), record, 1, seq)
      return { seq, leaf: toBase64url(leaf), body: recordText(record) }
    })
  }

  /** Screened, read and weighed, as the gateway does before anything is stored. */
  arrival(records: readonly WireRecord[]): Arrival {
    return { ...this.#base, epoch: 1, records: records.map((record) => this.#read(record)) }
  }

  #read({ seq, leaf: sent, body: raw }: WireRecord): ArrivedRecord {
    const { body, hadCardData } = screenBody(raw)
    const parsed = parseRecord(body)
    if (!parsed.ok) throw new Error(`a sale of the bench cannot be read: ${parsed.fault.code}`)
    const { record } = parsed
    const leaf = Buffer.from(sent, 'base64url')
    const own = leafOf((bytes) => hmacSha256(this.#key, bytes), record, 1, seq)
    const payloadHash = Buffer.from(payloadHashOf((bytes) => sha256(bytes), record))
    return { seq, leaf, proven: leaf.equals(own), payloadHash, body, record, fault: null, hadCardData }
  }
}

const BATCH_SALES = 200
const SALES_FROM = Date.UTC(2026, 10, 1)
const BETWEEN_SALES_MS = 37_000

/** An approved sale by card with all that a real one says. */
export function saleOf(seq: number): JournalRecord {
  const six = (number: number) => String(number).padStart(6, '0')
  const at = new Date(SALES_FROM + seq * BETWEEN_SALES_MS)
  return {
    type: 'PURCHASE',
    batch: six(1 + Math.floor((seq - 1) / BATCH_SALES)),
    stan: six(seq),
    amount: String(100 + ((seq * 7_919) % 90_000)),
    currency: 'CNY',
    exponent: 2,
    outcome: 'APPROVED',
    responseCode: '00',
    rrn: `63${String(seq).padStart(10, '0')}`,
    authCode: six((seq * 31) % 1_000_000),
    midSent: '898310580000001',
    panMasked: `625094******${String((seq * 13) % 10_000).padStart(4, '0')}`,
    panToken: 'ab'.repeat(32),
    panSeq: '001',
    entryMode: '071',
    atc: seq % 65_536,
    cryptogramHash: 'cd'.repeat(32),
    scope: 'DOMESTIC',
    cardType: 'DEBIT',
    localTime: at.toISOString().replaceAll(/\D/g, '').slice(4, 14),
    at: at.toISOString(),
    offsetMin: 480,
    settlementDate: at.toISOString().slice(0, 10),
  }
}

/** The gateway that holds all terminals of the bench. */
export const BENCH_GATEWAY = 'bench'

/** Terminals of a fleet that are connected, whose merchants pay by a tariff. */
export async function sellingTerminals(databaseUrl: string): Promise<SellingTerminal[]> {
  const rows = await withPool(databaseUrl, async (pool) => {
    await pool.query(
      `insert into connection (terminal_id, device_id, gateway_id, fence, conn, connected, ready, connected_at)
       select terminal_id, id, $1, 1, 1, true, true, now() from device where terminal_id is not null`,
      [BENCH_GATEWAY],
    )
    // nobody takes it for lost: it beats until long after the bench
    await pool.query(
      `insert into process (id, kind, started_at, beat_at) values ($1, 'gateway', now(), now() + interval '1 day')`,
      [BENCH_GATEWAY],
    )
    const { rows: places } = await pool.query<Omit<Arrival, 'records' | 'epoch'>>(
      `select t.id as "terminalId", 1 as fence, t.tid, d.id as "deviceId", jsonb_build_object('terminalId', t.id, 'acquirerId', t.acquirer_id,
         'agentId', t.agent_id, 'merchantId', t.merchant_id, 'storeId', t.store_id, 'path', t.path::text) as scope
       from terminal t join device d on d.terminal_id = t.id order by t.id`,
    )
    return places
  })
  const merchants = new Map(rows.map(({ scope }) => [scope.merchantId, scope]))
  const tariffs = [...merchants.values()].map(({ acquirerId, agentId, merchantId, path }) => ({
    tariff: {
      ...{ acquirerId, agentId, merchantId, path: path.slice(0, path.lastIndexOf('.')) },
      ...{ cardType: 'ANY' as const, product: 'CARD' as const, currency: 'CNY' },
    },
    terms: {
      ...{ validFrom: '2026-01-01', percentBps: 60, capMinor: 2_000n, minimumMinor: 0n },
      ...{ agentShareBps: 2_000, changeId: null },
    },
  }))
  await withStorage(databaseUrl, 'owner', (owner) =>
    owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedTariffs(unit, tariffs)),
  )
  return rows.map((row) => new SellingTerminal(row))
}
