import type { NewTariff, NewTerms, NodeRow } from '@budeng/storage'

/** What merchants of the demonstration pay: debit cards half a percent and at most 20 yuan, others and codes without end. */
const TERMS = [
  { cardType: 'DEBIT', product: 'CARD', percentBps: 50, capMinor: 2_000n },
  { cardType: 'ANY', product: 'CARD', percentBps: 60, capMinor: null },
  { cardType: 'ANY', product: 'QR', percentBps: 38, capMinor: null },
] as const

/** Long before anything was sold. */
const VALID_FROM = '2020-01-01'
const AGENT_SHARE_BPS = 3_000

/** The tariffs of all merchants among these organisations. */
export function demoTariffs(nodes: Iterable<NodeRow>): { readonly tariff: NewTariff; readonly terms: NewTerms }[] {
  const rows = [...nodes]
  const agents = new Set(rows.filter(({ kind }) => kind === 'AGENT').map(({ id }) => id))
  return rows
    .filter(({ kind }) => kind === 'MERCHANT')
    .flatMap(({ id: merchantId, path }) => {
      const line = path.split('.')
      const agentId = line.findLast((id) => agents.has(id)) ?? null
      return TERMS.map(({ cardType, product, percentBps, capMinor }) => ({
        tariff: { acquirerId: line[0] ?? '', agentId, merchantId, path, cardType, product, currency: 'CNY' },
        terms: {
          ...{ validFrom: VALID_FROM, percentBps, capMinor, minimumMinor: 1n, changeId: null },
          agentShareBps: agentId === null ? 0 : AGENT_SHARE_BPS,
        },
      }))
    })
}
