import { sha256 } from '@budeng/protocol'

/** How a host may treat a transaction, by name. */
export const TRADE_FAULTS = {
  NO_ANSWER: 'decides, and its answer is lost: the terminal does not know',
  LATE_ANSWER: 'decides, and answers when nobody waits any more',
  LOST_REQUEST: 'never sees the request',
  DECLINE: 'declines',
  APPROVED_LIKE: 'approves with A2, A4, A5 or A6',
  MID_SUBSTITUTION: 'answers with the merchant number of another',
  BATCH_SLIP: 'is in its next batch already: 77',
} as const
export type TradeFault = keyof typeof TRADE_FAULTS

/** Shares of a terminal's transactions, in thousandths. */
export type FaultShares = Readonly<Partial<Record<TradeFault, number>>>

/** What happens everywhere now and then. */
export const EVERYDAY_FAULTS: FaultShares = {
  DECLINE: 30,
  NO_ANSWER: 4,
  LOST_REQUEST: 2,
  LATE_ANSWER: 2,
  APPROVED_LIKE: 3,
}

export const DECLINES = ['51', '55', '61', '05', '54', '65', '75'] as const
/** Approved, says the issuer, with something to be confirmed later: no declines. */
export const APPROVED_CODES = ['00', 'A2', 'A4', 'A5', 'A6'] as const

export function isTradeFault(name: string): name is TradeFault {
  return Object.hasOwn(TRADE_FAULTS, name)
}

export function isApproved(responseCode: string): boolean {
  return (APPROVED_CODES as readonly string[]).includes(responseCode)
}

/** The faults that befall one request: the same whenever it is asked, so that a repeat meets the same host. */
export function faultsOf(shares: FaultShares, request: string): ReadonlySet<TradeFault> {
  const found = new Set<TradeFault>()
  for (const [fault, share] of Object.entries(shares) as [TradeFault, number][])
    if (drawOf(`${fault}|${request}`) % 1_000 < share) found.add(fault)
  return found
}

/** A number that depends on the text alone. */
export function drawOf(text: string): number {
  return sha256(text).readUInt32BE(0)
}
