import type { Scoped } from '@budeng/storage'

/** What reading cost: pages of the database, and how often an index was entered from its root. */
export interface Cost {
  readonly queries: number
  readonly buffers: number
  readonly descents: number
  /** Rows that were found by an index or in a table, whether they were wanted or not. */
  readonly rows: number
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Actual Loops': number
  readonly 'Actual Rows': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
}

/** The same transaction, in which every query is explained before it runs. */
export class Explaining {
  readonly db: Scoped
  #queries = 0
  #buffers = 0
  #descents = 0
  #rows = 0

  constructor(inner: Scoped) {
    const explained = async <Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> => {
      await this.#explain(inner, sql, params)
      return await inner.query<Row>(sql, params)
    }
    this.db = {
      ...inner,
      query: explained,
      prepared: (_name, sql, params) => explained(sql, params),
    }
  }

  get cost(): Cost {
    return { queries: this.#queries, buffers: this.#buffers, descents: this.#descents, rows: this.#rows }
  }

  async #explain(inner: Scoped, sql: string, params: readonly unknown[]): Promise<void> {
    const [row] = await inner.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(
      `explain (analyze, buffers, timing off, format json) ${sql}`,
      params,
    )
    const plan = row?.['QUERY PLAN'][0]?.Plan
    if (plan === undefined) throw new Error('a query without a plan')
    if (process.env.BUDENG_PLANS_SHOWN !== undefined) console.error(sql, JSON.stringify(plan, null, 1))
    this.#queries++
    this.#buffers += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
    this.#descents += sumOf(plan, (node) => (node['Node Type'].includes('Index') ? node['Actual Loops'] : 0))
    this.#rows += sumOf(plan, rowsRead)
  }
}

function rowsRead(node: PlanNode): number {
  if (!node['Node Type'].includes('Scan') || node['Relation Name'] === undefined) return 0
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
}

function sumOf(node: PlanNode, figure: (node: PlanNode) => number): number {
  return (node.Plans ?? []).reduce((sum, child) => sum + sumOf(child, figure), figure(node))
}
