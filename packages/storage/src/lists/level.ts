import type { NodeRow } from '../rows/index.ts'

/** The organisation whose terminals, commands or events are listed: its kind decides which index is walked. */
export type Level = Pick<NodeRow, 'id' | 'kind' | 'path'>

/**
 * The rows `lane(scope_id)` over which a list is merged, and the column that they meet: an agent's list is the merge of
 * its own and its nested agents'. `$1` is the organisation's id, for an agent its path.
 */
export function scopeLanes(level: Level): { readonly sql: string; readonly column: string; readonly param: string } {
  switch (level.kind) {
    case 'ACQUIRER':
      return { sql: '(select $1::text as scope_id) as scope', column: 'acquirer_id', param: level.id }
    case 'AGENT':
      return {
        sql: `(select id as scope_id from node where kind = 'AGENT' and ${standsAt('$1')}) as scope`,
        column: 'agent_id',
        param: level.path,
      }
    case 'MERCHANT':
      return { sql: '(select $1::text as scope_id) as scope', column: 'merchant_id', param: level.id }
    case 'STORE':
      return { sql: '(select $1::text as scope_id) as scope', column: 'store_id', param: level.id }
  }
}

/** What stands at or below a path, or is being moved there; `path` is a placeholder. */
export function standsAt(path: string): string {
  return `(path <@ ${path}::ltree or bound_for <@ ${path}::ltree)`
}

/** Collects the parameters of a statement that is put together from pieces. */
export class Params {
  readonly values: unknown[] = []

  /** Adds a value and answers its placeholder. */
  add(value: unknown): string {
    return `$${this.values.push(value)}`
  }
}
