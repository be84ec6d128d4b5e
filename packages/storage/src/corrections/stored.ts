import type { Correction, CorrectionEvent, Impact, Proposal } from '@budeng/corrections'
import { money, type Money } from '@budeng/kernel'
import type { CorrectionRow } from '../rows/index.ts'
import type { TerminalScope } from '../unit.ts'
import { storedMinor } from '../transactions/journal/facts-text.ts'

/** A value as JSON keeps it: it knows no bigint. */
export function plain(value: unknown): object {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)),
  ) as object
}

/** A correction as its row has it. */
export function correctionOf({ facts }: Pick<CorrectionRow, 'facts'>): Correction {
  const stored = facts as Correction
  return { ...stored, stake: moniesOf(stored.stake) }
}

/** Amounts as JSON kept them. */
export function moniesOf(stored: readonly Money[]): Money[] {
  return stored.map(({ minor, currency, exponent }) => money(storedMinor(minor), currency, exponent))
}

/** What of a row follows from the correction. */
export function columnsOf(correction: Correction) {
  const { target, automatic, makers } = correction
  const [maker] = makers
  return {
    id: correction.id,
    kind: correction.kind,
    state: correction.state,
    epoch: target?.epoch ?? null,
    batchNo: target?.key.batch ?? null,
    stan: target?.key.stan ?? null,
    msgClass: target?.key.msgClass ?? null,
    baseVersion: correction.baseVersion,
    patch: correction.patch,
    diffHash: correction.diffHash,
    stake: plain(correction.stake),
    flow: correction.flow,
    tier: correction.requirement.tier,
    makerId: maker?.personId ?? null,
    makerHuman: maker?.humanId ?? null,
    makerOrganisationId: maker?.organisationId ?? null,
    rule: automatic?.rule ?? null,
    ruleVersion: automatic?.version ?? null,
    caseId: correction.caseId,
    correctsId: correction.correctsId,
    draftedAt: correction.draftedAt,
    submittedAt: correction.submittedAt,
    lapsesAt: correction.lapsesAt,
    postedAt: correction.postedAt,
    closedAt: correction.closedAt,
    facts: plain(correction),
    version: correction.version,
  } as const
}

/** What a correction does, as it is kept to be shown: without the books that it was reckoned from. */
export function shownImpact(impact: Impact): object {
  return plain({ ...impact, changed: undefined })
}

/** Where the terminal stood when it was written. */
export function scopeOfRow({
  terminalId,
  acquirerId,
  agentId,
  merchantId,
  storeId,
  path,
}: TerminalScope): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

/** What a correction was shown to do, as its row has it. */
export type ShownImpact = Omit<Impact, 'changed'>

/** The impact as its row has it: amounts are texts there. */
export function impactOfRow({ impact }: Pick<CorrectionRow, 'impact'>): ShownImpact {
  const shown = JSON.parse(JSON.stringify(impact), (name, value: unknown) =>
    name === 'minor' ? storedMinor(value) : value,
  ) as ShownImpact
  // what was written before there were moves names none
  return { ...shown, moves: shown.moves ?? [] }
}

/** The proposal that a correction is of, as the impact is reckoned from. */
export function proposalOf(correction: Correction): Proposal {
  return { ...correction, maker: correction.makers[0] ?? null }
}

/** An event of the core as the feed keeps it. */
export function feedEvent(event: CorrectionEvent, scope: TerminalScope, before: string | null, after: Correction) {
  const { type, at, ...said } = event
  return {
    type,
    subject: after.id,
    terminal: scope,
    path: scope.path,
    at,
    data: {
      ...named(said),
      kind: after.kind,
      before: before === null ? null : { state: before },
      after: { state: after.state },
    },
  }
}

/** Evidence is named by what it is: a record, a line. In a fact that does not look like an id of something of ours. */
function named(said: object): object {
  return JSON.parse(JSON.stringify(plain(said)), (name, value: unknown) =>
    name === 'evidence' && Array.isArray(value)
      ? (value as readonly { readonly id: string }[]).map(({ id: ref, ...rest }) => ({ ref, ...rest }))
      : value,
  ) as object
}
