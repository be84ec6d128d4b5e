import {
  type CaseClaimRow,
  claimsOfCases,
  type ConsistencyProofRow,
  type CorrectionCaseRow,
  type CorrectionDecisionRow,
  type CorrectionRow,
  correctionsOfCases,
  correctionsOfTransactions,
  decisionsOfCorrections,
  evidenceByKeys,
  type EvidenceRow,
  loadCases,
  loadCorrections,
  proofsByIds,
} from '@budeng/storage'
import DataLoader from 'dataloader'
import type { Reading } from '../graphql/reading.ts'

/** What is fetched of corrections in one operation: each kind in one query. */
export interface CorrectionLoaders {
  readonly correction: DataLoader<string, CorrectionRow | null>
  /** By transaction, the oldest first. */
  readonly correctionsOf: DataLoader<string, readonly CorrectionRow[]>
  readonly correctionDecisions: DataLoader<string, readonly CorrectionDecisionRow[]>
  readonly correctionCase: DataLoader<string, CorrectionCaseRow | null>
  readonly correctionsOfCase: DataLoader<string, readonly CorrectionRow[]>
  readonly caseClaim: DataLoader<string, CaseClaimRow | null>
  readonly proof: DataLoader<string, ConsistencyProofRow | null>
  /** By terminal and hash, with a space between them. */
  readonly attachment: DataLoader<string, EvidenceRow | null>
}

export function makeCorrectionLoaders(reading: Reading): CorrectionLoaders {
  return {
    correction: new DataLoader(async (ids) => {
      const rows = new Map((await reading.run((db) => loadCorrections(db, ids))).map((row) => [row.id, row]))
      return ids.map((id) => rows.get(id) ?? null)
    }),
    correctionsOf: new DataLoader(async (ids) => {
      const rows = await reading.run((db) => correctionsOfTransactions(db, ids))
      const found = Map.groupBy(rows, ({ transactionId }) => transactionId)
      return ids.map((id) => found.get(id) ?? [])
    }),
    correctionDecisions: new DataLoader(async (ids) => {
      const rows = await reading.run((db) => decisionsOfCorrections(db, ids))
      const found = Map.groupBy(rows, ({ correctionId }) => correctionId)
      return ids.map((id) => found.get(id) ?? [])
    }),
    correctionCase: new DataLoader(async (ids) => {
      const rows = new Map((await reading.run((db) => loadCases(db, ids))).map((row) => [row.id, row]))
      return ids.map((id) => rows.get(id) ?? null)
    }),
    correctionsOfCase: new DataLoader(async (ids) => {
      const rows = await reading.run((db) => correctionsOfCases(db, ids))
      const found = Map.groupBy(rows, ({ caseId }) => caseId)
      return ids.map((id) => found.get(id) ?? [])
    }),
    caseClaim: new DataLoader(async (ids) => {
      const rows = new Map((await reading.run((db) => claimsOfCases(db, ids))).map((row) => [row.caseId, row]))
      return ids.map((id) => rows.get(id) ?? null)
    }),
    attachment: new DataLoader(async (keys) => {
      const asked = keys.map((key) => {
        const [terminalId = '', hash = ''] = key.split(' ')
        return { terminalId, hash }
      })
      const rows = await reading.run((db) => evidenceByKeys(db, asked))
      const found = new Map(rows.map((row) => [`${row.terminalId} ${row.sha256.toString('hex')}`, row]))
      return keys.map((key) => found.get(key) ?? null)
    }),
    proof: new DataLoader(async (ids) => {
      const rows = new Map((await reading.run((db) => proofsByIds(db, ids))).map((row) => [row.id, row]))
      return ids.map((id) => rows.get(id) ?? null)
    }),
  }
}
