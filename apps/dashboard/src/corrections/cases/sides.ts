import type { CaseFullFragment } from '../../api/generated/graphql.ts'
import { membersOf } from '../../money/members.ts'
import { type Unit, unitIn } from '../field-text.ts'

type Side = CaseFullFragment['sides']['sides'][number]
type Money = NonNullable<Side['hostRecords'][number]['amount']>

/** One who says something of a transaction; several facts of a host and lines of files are several. */
export interface Witness {
  readonly kind: 'TERMINAL' | 'HOST' | 'FILE'
  /** What tells several of a kind apart. */
  readonly name: string
  readonly texts: ReadonlyMap<string, string>
}

export interface MemberRow {
  readonly name: string
  /** In the order of the witnesses; null: that one does not say. */
  readonly texts: readonly (string | null)[]
  /** Two that say it say different things. */
  readonly differs: boolean
}

/** Members that are compared first, in this order; the rest follow as they come. */
const FIRST = ['type', 'amount', 'currency', 'exponent', 'outcome', 'batch', 'stan', 'rrn', 'authCode', 'responseCode']
/** What each witness has in its own way: a difference of it says nothing. */
const OWN: ReadonlySet<string> = new Set([
  'seq',
  'at',
  'mti',
  'fact',
  'line',
  'localTime',
  'offsetMin',
  'receivedAt',
  'v',
])

/** Everybody who says something of this transaction. */
export function witnessesOf({
  record,
  hostRecords,
  fileLines,
}: Pick<Side, 'record' | 'hostRecords' | 'fileLines'>): readonly Witness[] {
  return [
    ...(record === null ? [] : [{ kind: 'TERMINAL', name: record.seq, texts: membersOf(record.content) } as const]),
    ...hostRecords.map(({ amount, position, ...rest }) => {
      const texts = membersOf({ ...withoutNames(rest), ...moneyOf(amount) })
      return { kind: 'HOST', name: position, texts } as const
    }),
    ...fileLines.map(({ amount, fileImport, line, ...rest }) => {
      const texts = membersOf({ ...withoutNames(rest), ...moneyOf(amount) })
      return {
        kind: 'FILE',
        name: fileImport == null || fileImport.name === '' ? String(line) : `${fileImport.name}:${line}`,
        texts,
      } as const
    }),
  ]
}

/** In what this witness writes its amount. */
export function unitOf(witness: Witness | undefined): Unit | null {
  return unitIn((name) => witness?.texts.get(name))
}

/** When it was, as far as this witness tells: the newest clock goes before what is only printed. */
const MOMENTS = ['at', 'localTime', 'settlementDate'] as const

/** What a second person reads of a witness first, in this order: how much, what it was, when, and the answer. */
export function mainMembers({ texts }: Witness): readonly (readonly [name: string, text: string])[] {
  const moment = MOMENTS.find((name) => texts.has(name))
  return ['amount', 'type', 'fact', moment, 'outcome', 'responseCode'].flatMap((name) => {
    const text = name === undefined ? undefined : texts.get(name)
    return name === undefined || text === undefined ? [] : [[name, text] as const]
  })
}

/** What they say member by member: that in which they differ first. */
export function memberRows(witnesses: readonly Witness[]): readonly MemberRow[] {
  const names = [...new Set(witnesses.flatMap(({ texts }) => [...texts.keys()]))]
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  const rows = names
    .map((name) => {
      const texts = witnesses.map((witness) => witness.texts.get(name) ?? null)
      const said = new Set(texts.filter((text) => text !== null))
      return { name, texts, differs: said.size > 1 && !OWN.has(name) }
    })
    .toSorted((a, b) => place(a.name) - place(b.name))
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)]
}

function moneyOf(amount: Money | null) {
  return amount === null ? {} : { amount: amount.amount, currency: amount.currency, exponent: String(amount.exponent) }
}

/** The API's names for what a record has under another name. */
function withoutNames({ maskedCard, ...rest }: { maskedCard: string | null }) {
  return { ...rest, panMasked: maskedCard }
}
