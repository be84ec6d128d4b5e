import type { Impact } from './impact.ts'

/** Organisations around a transaction, by id. */
export interface Around {
  readonly merchant: string
  /** Agents above the merchant, all the way up. */
  readonly agents: readonly string[]
}

/**
 * Who gains by a correction: whom more is paid, whose commission rises, to whom a transaction moves, for whom a claim is
 * made. What a merchant gains its agents gain with it. The acquirer, who pays, is none.
 */
export function beneficiariesOf(
  { payable, commission, flow, entries }: Pick<Impact, 'payable' | 'commission' | 'flow' | 'entries'>,
  around: Around,
  movedTo: Around | null,
): string[] {
  const merchantGains = flow === 'CLAIM' || payable.some(({ minor }) => minor > 0n)
  const agentsGain = merchantGains || commission.some(({ minor }) => minor > 0n)
  const moves = movedTo !== null && entries.some((entry) => entry.movesTo !== null)
  return [
    ...new Set([
      ...(merchantGains ? [around.merchant] : []),
      ...(agentsGain ? around.agents : []),
      // whoever it is taken from gains too when it was a refund
      ...(moves ? [around.merchant, ...around.agents, movedTo.merchant, ...movedTo.agents] : []),
    ]),
  ]
}
