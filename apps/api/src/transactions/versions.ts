import { baseFactsOf, type TransactionRow } from '@budeng/storage'
import { factsInVersion } from '@budeng/transactions'
import type { TransactionVersionObject } from './transaction.type.ts'

/** A version as its fields are read: which correction made it, and where its record stands in the journal. */
export type VersionView = TransactionVersionObject & {
  readonly row: TransactionRow
  readonly correctionId: string | null
  readonly seq: number | null
}

/** Every version of a transaction, the original first; what was inserted by a correction has none. */
export function versionsOf(row: TransactionRow): VersionView[] {
  const facts = baseFactsOf(row)
  const inserted = facts.amendments.some(({ op }) => op === 'INSERT')
  const founded = row.seq === null || inserted ? [] : [0]
  const versions = [...founded, ...facts.amendments.map(({ version }) => version)]
  return versions.map((version) => {
    const { founding } = factsInVersion(facts, version)
    const amendment = facts.amendments.find((each) => each.version === version)
    return {
      ...{ version, row },
      amount: founding?.money ?? null,
      type: founding?.type ?? null,
      operation: amendment?.op ?? null,
      patch: Object.entries(amendment?.patch ?? {}).map(([field, value]) => ({ field, value })),
      correctionId: amendment?.correctionId ?? null,
      seq: amendment === undefined ? row.seq : amendment.seq,
    }
  })
}
