import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface TariffRow {
  id: string
  acquirerId: string
  agentId: string | null
  merchantId: string
  path: string
  cardType: string
  product: string
  currency: string
  /** Of the newest version. */
  version: number
  createdAt: Instant
}

export const tariffTable = table<TariffRow>('tariff', {
  id: primary('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: column('text'),
  path: column('ltree'),
  cardType: column('text'),
  product: column('text'),
  currency: column('text'),
  version: column('int'),
  createdAt: column('instant'),
})

export interface TariffVersionRow {
  tariffId: string
  version: number
  /** The first business day on which it holds; of two that hold, the one with the higher number does. */
  validFrom: string
  percentBps: number
  capMinor: bigint | null
  minimumMinor: bigint
  agentShareBps: number
  /** The approved change that made it; null: it came with the seed. */
  changeId: string | null
  createdAt: Instant
}

export const tariffVersionTable = table<TariffVersionRow>('tariff_version', {
  tariffId: primary('text'),
  version: primary('int'),
  validFrom: column('date'),
  percentBps: column('int'),
  capMinor: nullable('minor'),
  minimumMinor: column('minor'),
  agentShareBps: column('int'),
  changeId: nullable('text'),
  createdAt: column('instant'),
})
