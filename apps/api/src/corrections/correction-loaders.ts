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
import type DataLoader from 'dataloader'
import { byId, type Loading } from '../graphql/loading.ts'

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
  readonly attachment: DataLoader<AttachmentKey, EvidenceRow | null, string>
}

export function makeCorrectionLoaders({ one, many, oneAt }: Loading): CorrectionLoaders {
  return {
    correction: one(loadCorrections, byId),
    correctionsOf: many(correctionsOfTransactions, ({ transactionId }) => transactionId),
    correctionDecisions: many(decisionsOfCorrections, ({ correctionId }) => correctionId),
    correctionCase: one(loadCases, byId),
    correctionsOfCase: many(correctionsOfCases, ({ caseId }) => caseId),
    caseClaim: one(claimsOfCases, ({ caseId }) => caseId),
    attachment: oneAt(evidenceByKeys, attachmentText, ({ terminalId, sha256 }) =>
      attachmentText({ terminalId, hash: sha256.toString('hex') }),
    ),
    proof: one(proofsByIds, byId),
  }
}

/** An attachment lies at a terminal under its hash. */
interface AttachmentKey {
  readonly terminalId: string
  readonly hash: string
}

function attachmentText({ terminalId, hash }: AttachmentKey): string {
  return `${terminalId} ${hash}`
}
