import type { Behaviour } from './behaviour.ts'
import { rewritingRecords } from './journal-messages.ts'

/** Every so many-th record is sent as another one, each time it is sent. */
const EVERY = 20

export const altersARecord: Behaviour = {
  about: 'sends some records with another amount than its own leaf says',
  transport: (inner, life) =>
    rewritingRecords(inner, life.identity, (message) => ({
      ...message,
      records: message.records.map((record) =>
        record.seq % EVERY === 0 ? { ...record, body: withOtherAmount(record.body) } : record,
      ),
    })),
}

function withOtherAmount(body: string): string {
  const record = JSON.parse(body) as { amount?: string }
  return record.amount === undefined
    ? body
    : JSON.stringify({ ...record, amount: String(BigInt(record.amount) + 100n) })
}
