import type { CorrectionKind } from '@budeng/corrections'
import type { House } from '../../house.ts'
import { CHECKERS, type Colleague } from './people.ts'
import { Refused, Session } from '../session.ts'

/** What one maker may ask for on a day, with some room. */
const OF_MAKER = { count: 45, minor: 1_900_000n }
const AT_ONCE = 4
/** Rules whose findings people see to on the spot: gaps, conflicts, wrong sums, orphans, what is late, too much refunded, wipes. */
const SEEN_TO = new Set(['R01', 'R02', 'R03', 'R08', 'R09', 'R13', 'R17', 'R18'])
/** A draft that is another one by now. */
const GONE = new Set(['NOT_DRAFT', 'VERSION_CHANGED', 'STALE'])
const PAGE = 100

const DRAFT = 'id kind version stake { amount } evidenceMissing { sources } terminal { id tid } transaction { id }'
const SHOWN = 'correction { id state tier checkersNeeded version diff { hash } evidenceMissing { sources } }'

interface Draft {
  readonly id: string
  readonly kind: CorrectionKind
  readonly version: number
  readonly stake: readonly { readonly amount: string }[]
  readonly evidenceMissing: readonly { readonly sources: readonly string[] }[]
  readonly terminal: { readonly id: string; readonly tid: string } | null
  readonly transaction: { readonly id: string } | null
}

interface Shown {
  readonly correction: {
    readonly id: string
    readonly state: string
    readonly tier: number
    readonly checkersNeeded: number
    readonly version: number
    readonly diff: { readonly hash: string }
  }
}

interface OpenCase {
  readonly id: string
  readonly rule: { readonly rule: string }
  readonly kinds: readonly CorrectionKind[]
  readonly terminal: { readonly tid: string } | null
  readonly explanation: { readonly code: string }
}

/** A maker with what is left of the day. */
interface Maker {
  readonly colleague: Colleague
  count: number
  minor: bigint
}

/** People who work off what rules found: makers hand in, checkers agree to exactly what is shown. All of it over HTTP. */
export class Desk {
  readonly #house: House
  readonly #people: readonly Colleague[]
  readonly #makers: Maker[]
  readonly #sessions = new Map<string, Promise<Session>>()
  /** Agreed to, by kind. */
  readonly agreed = new Map<CorrectionKind, number>()
  #turn = 0
  /** What nobody could hand in, by its id, and why. */
  readonly #stuck = new Map<string, string>()
  /** One maker always goes to the same checker. */
  readonly #hasPair: boolean
  /** Called after each correction that was agreed to. */
  onAgreed: () => Promise<void> = async () => {}

  constructor(house: House, people: readonly Colleague[], { hasPair = false }: { readonly hasPair?: boolean } = {}) {
    this.#house = house
    this.#people = people
    this.#hasPair = hasPair
    this.#makers = people
      .filter(({ role }) => role === 'CORRECTION_MAKER')
      .map((colleague) => ({ colleague, count: 0, minor: 0n }))
  }

  /** Somebody of a role, the first or a later one. */
  async session(role: Colleague['role'], place = 0): Promise<Session> {
    const colleague = this.#people.filter((each) => each.role === role)[place]
    if (colleague === undefined) throw new Error(`nobody is ${role} ${place + 1}`)
    return await this.#of(colleague)
  }

  async #of(colleague: Colleague): Promise<Session> {
    const known = this.#sessions.get(colleague.email) ?? Session.of(this.#house, colleague)
    this.#sessions.set(colleague.email, known)
    return await known
  }

  get problems(): string[] {
    return [...this.#stuck.values()]
  }

  /** Hands in and agrees to every draft there is now; answers how many it tried. */
  async workOff(): Promise<number> {
    const drafts = (await this.#drafts()).filter(({ id }) => !this.#stuck.has(id))
    const queue = [...drafts]
    const work = async () => {
      for (let draft = queue.shift(); draft !== undefined; draft = queue.shift()) await this.#workOne(draft)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return drafts.length
  }

  async #drafts(): Promise<Draft[]> {
    const reader = await this.session('CORRECTION_CHECKER')
    const drafts: Draft[] = []
    for (let after: string | null = null; ; ) {
      const page: { corrections: Page<Draft> } = await reader.ask(
        `query ($after: String) { corrections(first: ${PAGE}, after: $after, filter: { states: [DRAFT] }) { nodes { ${DRAFT} } pageInfo { hasNextPage endCursor } } }`,
        { after },
      )
      drafts.push(...page.corrections.nodes)
      after = page.corrections.pageInfo.endCursor
      if (!page.corrections.pageInfo.hasNextPage) return drafts
    }
  }

  async #workOne(draft: Draft): Promise<void> {
    try {
      const maker = this.#makerFor(draft)
      const shown = await this.#handIn(draft, await this.#of(maker))
      if (shown.state !== 'PENDING_APPROVAL') throw new Error(`it is ${shown.state} when it is handed in`)
      const turn = this.#turn++
      const first = this.#hasPair && maker === pairedMaker(this.#people) ? 0 : turn
      for (let place = 0; place < shown.checkersNeeded; place++) {
        const checker = await this.session('CORRECTION_CHECKER', (first + place) % CHECKERS)
        const input = { correctionId: shown.id, diffHash: shown.diff.hash }
        await checker.confirmed<Shown>('correctionApprove', 'CorrectionApproveInput', input, SHOWN)
      }
      this.agreed.set(draft.kind, (this.agreed.get(draft.kind) ?? 0) + 1)
      await this.onAgreed()
    } catch (error) {
      // the worker found more and drafted it anew: that one comes with the next look
      if (error instanceof Refused && GONE.has(error.code)) return
      this.#stuck.set(
        draft.id,
        `${draft.kind} at ${draft.terminal?.tid ?? '?'} ${draft.id}: ${(error as Error).message}`,
      )
    }
  }

  async #handIn(draft: Draft, maker: Session): Promise<Shown['correction']> {
    const correctionId = draft.id
    if (draft.evidenceMissing.length > 0) {
      const evidence = await this.#documented(maker, draft)
      const reason = 'as the merchant and the cardholder say'
      const edit = { correctionId, expectedVersion: draft.version, evidence, reason }
      await maker.order<Shown>('correctionEdit', 'CorrectionEditInput', edit, SHOWN)
    }
    const { correction } = await maker.order<Shown>('correctionSubmit', 'CorrectionMoveInput', { correctionId }, SHOWN)
    return correction
  }

  /** A document is kept; with it everything that is here and speaks for it. */
  async #documented(maker: Session, { id, kind, terminal, transaction }: Draft): Promise<{ ref: string }[]> {
    const text = `What the merchant and the cardholder say of ${id}, as they wrote it down.`
    const document = await maker.attach(terminal?.id ?? '', 'statement.txt', Buffer.from(text))
    const input = { kind, transactionId: transaction?.id ?? null, terminalId: terminal?.id ?? null }
    const { correctionPreview } = await maker.ask<{
      correctionPreview: { witnesses: { ref: string; source: string; agrees: boolean }[] }
    }>(
      'query ($input: CorrectionPreviewInput!) { correctionPreview(input: $input) { witnesses { ref source agrees } } }',
      { input: transaction === null ? input : { ...input, terminalId: null } },
    )
    return correctionPreview.witnesses
      .filter(
        ({ ref, source, agrees }) => agrees && (source !== 'DOCUMENT' || ref === document || ref.startsWith('tariff:')),
      )
      .map(({ ref }) => ({ ref }))
  }

  /** The next who may still ask for so much today: no two people work together only, but for a pair that is to be seen. */
  #makerFor({ stake }: Draft): Colleague {
    const minor = stake.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
    const maker = this.#makers
      .toSorted((a, b) => a.count - b.count)
      .find((each) => each.count < OF_MAKER.count && each.minor + minor <= OF_MAKER.minor)
    if (maker === undefined) throw new Error('no maker may ask for it today')
    maker.count++
    maker.minor += minor
    return maker.colleague
  }

  /** Cases that nothing in the books would put right: a checker says that the rule was right. Answers what is left. */
  async settle(): Promise<string[]> {
    const checker = await this.session('CORRECTION_CHECKER')
    for (;;) {
      const { cases } = await checker.ask<{ cases: Page<OpenCase> }>(
        `{ cases(first: ${PAGE}, filter: { states: [OPEN] }) { nodes { id rule { rule } kinds terminal { tid } explanation { code } } } }`,
      )
      const own = cases.nodes.filter(({ rule, kinds }) => kinds.length === 0 || SEEN_TO.has(rule.rule))
      for (const { id } of own)
        await checker.order('caseSettle', 'CaseEndInput', { caseId: id, note: 'seen to on the spot' }, 'case { id }')
      if (own.length === 0)
        return cases.nodes.map(
          ({ rule, explanation, terminal, kinds }) =>
            `${rule.rule} ${explanation.code} at ${terminal?.tid ?? '?'}: ${kinds.join(' ')}`,
        )
    }
  }

  /** Two administrators let rules correct by themselves. */
  async automatic(rules: readonly string[]): Promise<void> {
    const [one, other] = [await this.session('ADMIN'), await this.session('ADMIN', 1)]
    for (const rule of rules) {
      const asked = { rule, ruleVersion: 1, mode: 'AUTO', reason: 'right in two hundred cases' }
      const { changeRequest } = await one.confirmed<{ changeRequest: { id: string; hash: string } }>(
        ...(['ruleModeChange', 'RuleModeChangeInput', asked, 'changeRequest { id hash }'] as const),
      )
      const decided = { changeId: changeRequest.id, hash: changeRequest.hash, approve: true }
      await other.confirmed('changeDecide', 'ChangeDecideInput', decided, 'changeRequest { id }')
    }
  }
}

/** Who always goes to the same checker, where there is such a pair. */
export function pairedMaker(people: readonly Colleague[]): Colleague | undefined {
  return people.find(({ role }) => role === 'CORRECTION_MAKER')
}

interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
