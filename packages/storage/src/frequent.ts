import { createHash } from 'node:crypto'
import { STATEMENT_PREPARED_AFTER, STATEMENT_TEXTS_MAX } from './limits.ts'

/**
 * Which statements come again and again: those are parsed and planned once a connection. To plan a look into the journal,
 * of thirty-two partitions, takes longer than the look itself.
 */
export class FrequentStatements {
  readonly #seen = new Map<string, { times: number; readonly name: string }>()

  /** The name under which a statement is prepared; undefined while it is a rare one. */
  nameOf(text: string): string | undefined {
    const known = this.#seen.get(text)
    if (known === undefined) {
      if (this.#seen.size >= STATEMENT_TEXTS_MAX) return undefined
      const name = `s${createHash('sha256').update(text).digest('hex').slice(0, NAME_DIGITS)}`
      this.#seen.set(text, { times: 1, name })
      return undefined
    }
    if (known.times < STATEMENT_PREPARED_AFTER) known.times++
    return known.times >= STATEMENT_PREPARED_AFTER ? known.name : undefined
  }
}

/** Of a hash: two texts never share a name. */
const NAME_DIGITS = 40
