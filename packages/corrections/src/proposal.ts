import type { JournalRecord, Patch, StanKey } from '@budeng/transactions'
import type { Evidence } from './evidence.ts'
import type { CorrectionKind } from './kind-names.ts'

/** What is corrected: a transaction at its place in a journal. */
export interface Target {
  readonly terminalId: string
  readonly epoch: number
  readonly key: StanKey
  /** Null: the terminal holds no such record. */
  readonly seq: number | null
  /** Hex. */
  readonly leaf: string | null
  /** The type of the record there: the key's class alone does not tell it. */
  readonly type: JournalRecord['type']
}

/** Who asks. */
export interface Maker {
  readonly personId: string
  /** Accounts of one human share it, across organisations. */
  readonly humanId: string
  readonly organisationId: string
}

/** The rule that asks when nobody does. */
export interface RuleName {
  readonly rule: string
  readonly version: number
}

/** What is to be corrected, and how. */
export interface Proposal {
  readonly id: string
  readonly kind: CorrectionKind
  /** Null for a claim, which is of no transaction. */
  readonly target: Target | null
  /** Version of the transaction on which it is based; 0: as recorded. */
  readonly baseVersion: number
  readonly patch: Patch
  /** Where it belongs, for what was posted to another merchant or terminal. */
  readonly moveTo: string | null
  /** The tariff that should have held, for a wrong fee. */
  readonly tariff: { readonly id: string; readonly version: number } | null
  readonly reason: string
  readonly evidence: readonly Evidence[]
  readonly caseId: string | null
  /** The earlier correction that this one corrects. */
  readonly correctsId: string | null
  readonly maker: Maker | null
  readonly automatic: RuleName | null
}
