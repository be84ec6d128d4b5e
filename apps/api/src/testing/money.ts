import { sha256 } from '@budeng/protocol'
import {
  bookChanges,
  type ArrivedRecord,
  ingestJournals,
  type NodeRow,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  seedTariffs,
} from '@budeng/storage'
import { compareByHand, holdTerminal, terminalAt } from '@budeng/storage/testing'
import { type JournalRecord, leafOf, parseRecord, payloadHashOf, recordText } from '@budeng/transactions'
import type { TestHouse } from './test-house.ts'

const GATEWAY = 'gateway-of-tests'

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
    const row = await terminalAt(unit, terminal.id)
    const { tid, ...scope } = row
    const fence = await holdTerminal(unit, terminal, GATEWAY)
    const arrival = {
      ...{ terminalId: terminal.id, fence, scope, tid, deviceId: terminal.deviceId, epoch: 1 },
      records: records.map((record, place) => arrived(record, first + place)),
    }
    const [outcome] = await ingestJournals(unit, GATEWAY, [arrival], bookChanges)
    if (outcome === undefined) throw new Error('the terminal is not held')
  })
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
  }
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

/** A tariff of a merchant from the beginning, as a seed gives it. */
export async function makeTariff(house: TestHouse, merchant: NodeRow, cardType = 'ANY'): Promise<void> {
  const [acquirerId = '', ...between] = merchant.path.split('.')
  const { id: merchantId, path } = merchant
  const place = { acquirerId, agentId: between.at(-2) ?? null, merchantId, path }
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    seedTariffs(unit, [
      {
        tariff: { ...place, cardType, product: 'CARD', currency: 'CNY' },
        terms: {
          ...{ validFrom: '2020-01-01', percentBps: 60, capMinor: 8_000n, minimumMinor: 1n, agentShareBps: 3_000 },
          changeId: null,
        },
      },
    ]),
  )
}

/** At least one of everything that the money half shows, at a terminal; and a difference that is open and one that is closed. */
export async function makeMoney(house: TestHouse, terminal: Trading): Promise<void> {
  await makeTariff(house, house.fleet.nodes.haidilao)
  const first = sale(78, '11800')
  const pay = sale(80, '2500', {
    ...{ type: 'QR_PAY', merchantOrder: 'M1', channelOrder: 'C1' },
  })
  await bringRecords(house, terminal, [first, follow('REFUND', first, 79, '1800'), pay])
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => compareByHand(unit, terminal.id, 'second@cup.test'))
}
