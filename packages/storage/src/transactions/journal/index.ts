export type { Arrival, ArrivedRecord } from './arrivals.ts'
export { type Booking, type Ingested, ingestJournals } from './ingest.ts'
export { readJournals, receivedOf } from './streams.ts'
