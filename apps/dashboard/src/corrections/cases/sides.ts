import type { CaseFullFragment } from '../../api/generated/graphql.ts'

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
    ...(record === null ? [] : [{ kind: 'TERMINAL', name: record.seq, texts: textsOf(record.content) } as const]),
    ...hostRecords.map(({ amount, position, ...rest }) => {
      const texts = textsOf({ ...withoutNames(rest), ...moneyOf(amount) })
      return { kind: 'HOST', name: position, texts } as const
    }),
    ...fileLines.map(({ amount, fileImport, line, ...rest }) => {
      const texts = textsOf({ ...withoutNames(rest), ...moneyOf(amount) })
      return {
        kind: 'FILE',
        name: fileImport == null || fileImport.name === '' ? String(line) : `${fileImport.name}:${line}`,
        texts,
      } as const
    }),
  ]
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

function textsOf(value: unknown, before = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(
    Object.entries(value).flatMap(([name, member]): [string, string][] => {
      if (member === null || name === '__typename') return []
      if (typeof member === 'object' && !Array.isArray(member)) return [...textsOf(member, `${before}${name}.`)]
      return [[before + name, typeof member === 'string' ? member : JSON.stringify(member)]]
    }),
  )
}
