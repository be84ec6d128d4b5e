import {
  type AmendmentOrder,
  answerOrder,
  applyRecords,
  type Book,
  foundingRecordOf,
  hexText,
  type JournalRecord,
  leafOf,
  treeOf,
  stanKeyText,
} from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { problemsOf } from './check.ts'
import { correctionApply } from './command.ts'
import type { CorrectionInput } from './correction-events.ts'
import { decideCorrection, draftCorrection } from './decide.ts'
import { diffHash } from './diff.ts'
import { evolveCorrection } from './evolve.ts'
import { impactOf } from './impact.ts'
import { openDifferences } from './open-differences.ts'
import { isAskedFor } from './posting.ts'
import { proposalOfHit } from './propose.ts'
import { detect, type Hit, type SeenTransaction } from './rules/index.ts'
import { chipSale, hostOf, OTHER_TOKEN, seen, viewOf } from './rules/testing.ts'
import { after, baseOf, checkerOf, currentOf, LEAF, LI, placed, submit, T0, targetOf } from './testing.ts'

const SALE = chipSale()
const yuan = (minor: bigint) => ({ minor, currency: 'CNY', exponent: 2 })

/** A stand-in for the keyed hash: what matters here is that both sides reckon alike. */
function mix(key: number) {
  return (bytes: Uint8Array): Uint8Array => {
    const out = new Uint8Array(32).fill(key)
    bytes.forEach((byte, place) => {
      const at = place % 32
      out[at] = ((out[at] ?? 0) * 31 + byte + place) & 255
    })
    return out
  }
}

function proposed(hit: Hit | undefined, record: JournalRecord) {
  if (hit === undefined) throw new Error('a hit')
  const isInsert = hit.kind === 'MISSING_IN_TERMINAL' || hit.kind === 'MISSING_IN_BACKOFFICE'
  const target = targetOf(record, isInsert ? { seq: null, leaf: null } : { seq: Number(record.stan) })
  return proposalOfHit(hit, {
    id: 'cor_1',
    target,
    baseVersion: 0,
    moveTo: null,
    tariff: null,
    reason: 'as both say',
    caseId: 'cas_1',
    maker: LI,
    isAutomatic: false,
  })
}

const COPY = chipSale({ stan: '000002' })
const SECOND = chipSale({ stan: '000002', atc: 8 })
const UNKNOWN = chipSale({ outcome: 'UNKNOWN' })
const SIGN_ON = { tid: '10000001', epoch: 1, at: T0, given: '000728', used: '000727', responseCode: null }

describe('what a rule found, when it is corrected as proposed, is found no more', () => {
  test.each([
    ['R04', COPY, [SALE, COPY], []],
    ['R05', SECOND, [SALE, SECOND], []],
    ['R07', SALE, [SALE], [hostOf(SALE, { money: yuan(1100n) })]],
    ['R07', SALE, [SALE], [hostOf(SALE, { money: yuan(10_000n) })]],
    ['R10', UNKNOWN, [UNKNOWN], [hostOf(UNKNOWN)]],
    ['R11', SALE, [SALE], [hostOf(SALE, { outcome: 'REVERSED' })]],
    ['R14', SALE, [], [hostOf(SALE)]],
    ['R15', SALE, [SALE], []],
    ['R16', chipSale({ midSent: 'M1', midReturned: 'M2' }), [chipSale({ midSent: 'M1', midReturned: 'M2' })], []],
    ['R22', SALE, [SALE], [hostOf(SALE, { type: 'REFUND' })]],
    ['R24', SALE, [SALE], [hostOf(SALE, { panToken: OTHER_TOKEN })]],
    ['R25', SALE, [SALE], [hostOf(SALE, { outcome: 'DECLINED' })]],
  ] as const)('%s', (rule, record, records, hosts) => {
    const base = baseOf(records.map((each) => ({ seq: Number(each.stan), record: each })))
    const signOns = rule === 'R15' ? [SIGN_ON] : []
    const view = (book: Book) =>
      viewOf({ hosts, signOns, transactions: [...book.values()].map((facts) => seenAs(facts, records)) })
    const hit = detect(view(base.book)).find((each) => each.rule === rule)
    const proposal = proposed(hit, record)
    if (proposal === null) throw new Error('a proposal')
    expect(problemsOf(proposal, base)).toEqual([])
    const book = new Map(base.book)
    for (const { key, after: facts } of impactOf(proposal, base).changed) book.set(key, facts)
    expect(detect(view(book)).filter((each) => each.kind !== null)).toEqual([])
  })
})

function seenAs(facts: SeenTransaction['facts'], records: readonly JournalRecord[]): SeenTransaction {
  const record = records.find(({ stan }) => stan === facts.key.stan) ?? null
  return { ...seen(record ?? SALE), record, facts }
}

test('a hit whose sources do not agree proposes nothing', () => {
  const [hit] = detect(viewOf({ transactions: [seen(SALE)], hosts: [hostOf(SALE, { money: yuan(1100n) })] }))
  if (hit === undefined) throw new Error('a hit')
  expect(proposed({ ...hit, patch: null }, SALE)).toBeNull()
  expect(proposed({ ...hit, kind: null }, SALE)).toBeNull()
})

test('from the hit to the proof: found, decided, posted, told, proven', () => {
  const hash = mix(7)
  const leafAt = (record: JournalRecord, seq: number) => leafOf(mix(3), record, 1, seq)
  const terminal: JournalRecord[] = [SALE]
  const ours: JournalRecord[] = [SALE]
  const root = (records: readonly JournalRecord[]) =>
    hexText(
      treeOf(
        hash,
        records.map((record, place) => leafAt(record, place + 1)),
      ).root(),
    )

  // found
  const [hit] = detect(viewOf({ transactions: [seen(SALE)], hosts: [hostOf(SALE, { money: yuan(900n) })] }))
  const found = proposed(hit, SALE)
  if (found?.target === null || found === null) throw new Error('a proposal')
  const evidence = [...found.evidence, { id: 'slip', source: 'DOCUMENT', agrees: true, recordKey: null } as const]
  const proposal = { ...found, evidence, target: { ...found.target, leaf: hexText(leafAt(SALE, 1)) } }
  const base = baseOf(placed(SALE))
  const impact = impactOf(proposal, base)

  // decided
  const drafted = draftCorrection(proposal, { impact, diffHash: diffHash(proposal, impact), beneficiaries: [] }, T0)
  if (!drafted.ok || drafted.events[0] === undefined) throw new Error('a draft')
  let correction = evolveCorrection(null, drafted.events[0])
  const say = (input: CorrectionInput) => {
    const decision = decideCorrection(correction, input)
    if (!decision.ok) throw new Error(decision.refusal.code)
    correction = after(correction, ...decision.events)
  }
  const current = currentOf(correction)
  say(submit())
  say({ kind: 'validate', at: T0, problems: problemsOf(proposal, base), current, automatic: null })
  say({ kind: 'approve', at: T0, checker: checkerOf(), hash: current.diffHash, makerHumans: [], current })

  // posted, with what the preview showed
  const again = impactOf(proposal, base)
  expect(diffHash(proposal, again)).toBe(correction.diffHash)
  say({ kind: 'post', at: T0, current, through: 1, epoch: 1 })
  const posted: Book = new Map([...base.book, ...again.changed.map(({ key, after: facts }) => [key, facts] as const)])
  expect(openDifferences([correction]).count).toBe(1)

  // told
  const order = correctionApply(correction)
  if (order === null) throw new Error('an order')
  say({ kind: 'sent', at: T0, commandId: 'cmd_1' })
  const { epoch, original = null, ...body } = order
  const answer = answerOrder({ ...body, original } satisfies AmendmentOrder, epoch, {
    epoch: 1,
    leafAt: (seq) => (terminal[seq - 1] === undefined ? null : hexText(leafAt(terminal[seq - 1] ?? SALE, seq))),
    versionAt: () => 0,
    holdsKey: () => false,
  })
  if (answer.kind !== 'APPEND') throw new Error(answer.kind)
  terminal.push(answer.record)
  const leaf = hexText(leafAt(answer.record, 2))
  const applied = { kind: 'APPLIED', seq: 2, leaf, root: root(terminal) } as const
  say({ kind: 'answered', at: T0, commandId: 'cmd_1', answer: applied, expectedLeaf: leaf })

  // proven, once the journal brought the amendment to us
  const roots = () => ({ epoch: 1, throughSeq: 2, rootTerminal: applied.root, rootHost: root(ours) })
  say({ kind: 'compared', at: T0, roots: roots() })
  expect(correction.state).toBe('TERMINAL_APPLIED')
  ours.push(answer.record)
  const trusts = (amendment: Parameters<typeof isAskedFor>[1]) => isAskedFor(correction, amendment)
  const book = applyRecords(posted, [{ seq: 2, record: answer.record }], trusts).book
  expect(book.get(stanKeyText(proposal.target.key))).toMatchObject({ postedVersion: 1, appliedVersion: 1 })
  say({ kind: 'compared', at: T0, roots: roots() })
  say({ kind: 'close', at: T0 })
  expect([correction.state, openDifferences([correction]).count]).toEqual(['CLOSED', 0])
  expect(applied.leaf).not.toBe(LEAF)
  expect(foundingRecordOf(SALE)).toBe(SALE)
})
