import type { Answer, Client } from '../client.ts'
import { cleaned, type Document, documentOf, idsIn, type Naming } from './documents.ts'
import { candidates, type Ids, kindOfType, type KeyPair, kindsOfArgument, randomId } from './named.ts'
import type { AnyField, Path } from './paths.ts'
import { type Slot, slotsOf, type ValueFor } from './slots.ts'

/** One way of asking a path: with nothing named, or with one slot filled. */
export interface Question {
  readonly path: Path
  readonly slot: Slot | null
  /** The field of the path that has the slot. */
  readonly at: AnyField | null
}

/** Everything that can be asked along a path. What has a required slot is never asked without. */
export function questionsOf(path: Path): Question[] {
  const fields = [...(path.start.kind === 'node' ? [] : [path.start.field]), ...path.fields]
  const named = fields
    .flatMap((at) => slotsOf(at).map((slot): Question => ({ path, slot, at })))
    // `nodes` of a page are the same rows
    .filter(({ slot }) => slot?.isRequired || path.fields.at(-2)?.name !== 'edges')
  const required = named.filter(({ slot }) => slot?.isRequired)
  return required.length > 0 ? named : [{ path, slot: null, at: null }, ...named]
}

/** The fields of a mutation, one for each place where it can name something. */
export function mutationQuestions(field: AnyField): Question[] {
  const path: Path = { name: field.name, start: { kind: 'mutation', field }, fields: [], leadsToNode: false }
  return slotsOf(field).map((slot): Question => ({ path, slot, at: field }))
}

export function questionName({ path, slot }: Question): string {
  return slot === null ? path.name : `${path.name}(${slot.path.join('.')})`
}

/** What else a question is asked with. */
export interface Asking extends Pick<Naming, 'below' | 'also'> {
  /** Things to start at. */
  readonly ids?: readonly string[]
  /** What the asker names where something must be named and is not what is tried. */
  readonly own?: Ids
}

/** Who asks, and what they have. */
export interface Side {
  readonly clients: readonly Client[]
  readonly ids: Ids
}

/** Called an id by others, and a text to us. */
const NOT_OURS: readonly string[] = ['clientId']

/** Goes every path as the owner of things and as a stranger to them. */
export class Walker {
  readonly #keys: Readonly<Record<string, KeyPair>>
  #requests = 0

  constructor(keys: Readonly<Record<string, KeyPair>>) {
    this.#keys = keys
  }

  /** The first way of asking that brings an owner at least one row; null when none does. */
  async owned(
    question: Question,
    owner: Side,
  ): Promise<{ readonly rows: number; readonly pair: KeyPair | null } | null> {
    for (const pair of this.pairs(question, owner.ids))
      for (const starts of this.starts(question, owner.ids))
        for (const client of owner.clients) {
          const answer = await this.ask(client, question, pair, 'known', { ids: starts, own: owner.ids })
          if (answer.errors.length > 0) throw new Error(`${questionName(question)}: ${answer.text}`)
          const rows = rowsOf(answer, question.path)
          if (rows > 0) return { rows, pair }
        }
    return null
  }

  /**
   * What a stranger hears of things of the owner's, and of things that do not exist: the slot filled with either, and the
   * start, where that is something with an id.
   */
  async strange(
    question: Question,
    owner: Side,
    stranger: Side,
    client: Client,
  ): Promise<{ theirs: string; random: string }[]> {
    const { start } = question.path
    const heard: { theirs: string; random: string }[] = []
    const hear = async (pair: KeyPair | null, starts: readonly string[], others: readonly string[]) => {
      const said = async (which: 'known' | 'unknown', ids: readonly string[]) => {
        const answer = await this.ask(client, question, pair, which, { ids, own: stranger.ids })
        return cleaned(answer.text, [...ids, ...(pair === null ? [] : [pair[which]])])
      }
      const [theirs, random] = await Promise.all([said('known', starts), said('unknown', others)])
      heard.push({ theirs, random })
    }
    const pairs = this.pairs(question, owner.ids).slice(0, PAIRS_MAX)
    if (start.kind !== 'node') {
      for (const pair of pairs) await hear(pair, [], [])
      return heard
    }
    const kind = kindOfType(start.type.name)
    for (const ids of this.starts(question, owner.ids).slice(0, PAIRS_MAX))
      await hear(
        pairs[0] ?? null,
        ids,
        ids.map(() => randomId(kind)),
      )
    // from their own things, into the owner's
    const own = (stranger.ids[kind] ?? []).slice(0, STARTS_MAX)
    if (own.length > 0 && question.slot !== null) for (const pair of pairs) await hear(pair, own, own)
    return heard
  }

  async ask(
    client: Client,
    question: Question,
    pair: KeyPair | null,
    which: 'known' | 'unknown',
    asking: Asking = {},
  ): Promise<Answer> {
    const { query, variables } = this.documentOf(question, pair, which, asking)
    return await client.ask(query, variables)
  }

  /** The document for one question, with the slot filled by either of a pair. */
  documentOf(
    question: Question,
    pair: KeyPair | null,
    which: 'known' | 'unknown',
    { ids = [], own = {}, ...rest }: Asking = {},
  ): Document {
    const { path, slot, at } = question
    const valueFor: ValueFor = (place) => {
      if (slot !== null && place.join('.') === slot.path.join('.')) return pair?.[which]
      const name = place.at(-1) ?? ''
      if (name === 'idempotencyKey') return `w-${++this.#requests}`
      if (at !== null && /^ids?$|Ids?$/.test(name) && !NOT_OURS.includes(name))
        return kindsOfArgument(at, place).flatMap((kind) => own[kind] ?? [])[0]
      return this.#keys[name]?.known
    }
    return documentOf(path, { slot, ...(at === null ? {} : { at }), valueFor, ids, ...rest })
  }

  /** Values for the slot; one null for a question without. */
  pairs({ slot, at }: Question, ids: Ids): (KeyPair | null)[] {
    return slot === null || at === null ? [null] : candidates(at, slot.path, ids, this.#keys)
  }

  /** Things to start at, some at a time: a document may not cost too much. */
  starts({ path: { start, fields } }: Question, ids: Ids): (readonly string[])[] {
    if (start.kind !== 'node') return [[]]
    const all = ids[kindOfType(start.type.name)] ?? []
    // a thing's own facts cost more than the id of what it leads to
    const size = fields.length === 0 ? FACTS_MAX : STARTS_MAX
    return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
  }
}

const STARTS_MAX = 10
const FACTS_MAX = 1
/** A stranger tries that many of the owner's things in one slot. */
const PAIRS_MAX = 4

/** Things at the end of the path; for a path to facts, things or fields that have any. */
export function rowsOf({ data }: Answer, { leadsToNode, start }: Path): number {
  if (leadsToNode) return idsIn(data).length
  const top = Object.values((data ?? {}) as Record<string, unknown>)
  const things = start.kind === 'node' ? top.flat() : top
  return things.filter((thing) => thing !== null && JSON.stringify(thing) !== '{}').length
}
