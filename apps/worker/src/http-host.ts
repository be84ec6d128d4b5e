import { HOST_APPROVED } from '@budeng/protocol'
import { z } from 'zod'
import type { HostFact, HostPage, HostPort, HostWitness } from './host-port.ts'
import { HOST_TIMEOUT_MS, HOST_TRUTH_TIMEOUT_MS } from './limits.ts'

// far beyond any clock, and the last moment that a date can name
const instant = z.int().min(0).max(8.64e15)
const WitnessAnswer = z.object({
  lastSignOn: z
    .object({
      at: instant,
      responseCode: z.string(),
      batch: z.string().nullable().default(null),
      kcv: z.string().nullable().default(null),
    })
    .nullable(),
  lastEcho: z.object({ at: instant, responseCode: z.string().default(HOST_APPROVED) }).nullable(),
})

const text = z.string().max(64)
const nothingOr = (schema: z.ZodType<string>) => schema.nullable().default(null)
const day = z.iso.date()
const Trade = z.object({
  mti: text,
  type: text,
  fate: text,
  mid: text,
  midReturned: text,
  amount: nothingOr(z.string().regex(/^\d{1,12}$/)),
  currency: nothingOr(z.string().regex(/^[A-Z]{3}$/)),
  // never a whole card number, whatever the other side means by masked
  panMasked: nothingOr(z.string().regex(/^\d{0,6}\*+\d{0,4}$/)),
  panToken: nothingOr(z.string().regex(/^[\da-f]{0,64}$/)),
  entryMode: nothingOr(text),
  scope: text,
  rrn: text,
  authCode: nothingOr(text),
  merchantOrder: nothingOr(text),
  channelOrder: nothingOr(text),
  localTime: nothingOr(z.string().regex(/^\d{10}$/)),
  settlementDate: day,
  original: z.object({ batch: text, stan: text, date: text }).nullable().default(null),
})
const Fact = z.looseObject({
  position: z.int().positive(),
  fact: text,
  at: instant,
  tid: text,
  batch: text,
  stan: text,
  responseCode: nothingOr(text),
})
const TruthAnswer = z.object({ facts: z.array(Fact), next: z.int().min(0), last: z.int().min(0) })
/** Of facts that are no trade: totals, counts and codes. */
const Detail = z.object({
  terminal: z.unknown().optional(),
  host: z.unknown().optional(),
  codes: z.array(z.unknown()).optional(),
  details: z.array(z.unknown()).optional(),
  differing: z.array(text).optional(),
})

function factOf(fact: z.infer<typeof Fact>): HostFact {
  const { position, at, tid, batch, stan, responseCode } = fact
  const isTrade = fact.fact === 'trade'
  return {
    position,
    fact: fact.fact,
    at,
    tid,
    batch,
    stan,
    responseCode,
    trade: isTrade ? Trade.parse(fact) : null,
    detail: isTrade ? null : Detail.parse(fact),
  }
}

/** The simulated host, over HTTP: `GET {url}/witness/{acquirer}/{tid}` and `GET {url}/truth/{acquirer}?after=0&limit=500`. */
export function httpHost(url: string): HostPort {
  return {
    witness: async ({ acquirer, tid }): Promise<HostWitness> => {
      const answer = await fetch(`${url}/witness/${encodeURIComponent(acquirer)}/${encodeURIComponent(tid)}`, {
        signal: AbortSignal.timeout(HOST_TIMEOUT_MS),
        redirect: 'error',
      })
      if (!answer.ok) throw new Error(`the host answers ${answer.status}`)
      return WitnessAnswer.parse(await answer.json())
    },
    truth: async (acquirer, after, limit): Promise<HostPage> => {
      const answer = await fetch(`${url}/truth/${encodeURIComponent(acquirer)}?after=${after}&limit=${limit}`, {
        signal: AbortSignal.timeout(HOST_TRUTH_TIMEOUT_MS),
        redirect: 'error',
      })
      if (!answer.ok) throw new Error(`the host answers ${answer.status}`)
      const { facts, ...rest } = TruthAnswer.parse(await answer.json())
      return { facts: facts.map(factOf), ...rest }
    },
  }
}
