import type { GroupKind, Neighbours } from '@budeng/fleet'
import type { Scoped } from '../unit.ts'
import { BESIDE_OTHERS_MAX, CELL_OTHERS_MAX, STORE_OTHERS_MAX } from './limits.ts'

/** Others in the same state that have the same in common with a terminal. */
interface Others {
  readonly terminalId: string
  readonly offline: boolean
  readonly faults: readonly string[]
  readonly sameStore: boolean
  readonly sameCell: boolean
  readonly sameOperator: boolean
  readonly sameApp: boolean
  readonly count: number
}

/** True when the reader sees all terminals of that organisation: else looking for them would pass over all that it has. */
const seesAll = (column: string) =>
  `index(t.path, t.${column}::text::ltree) >= nlevel(coalesce(nullif(current_setting('app.path', true), ''), t.acquirer_id)::ltree) - 1`

const lane = (from: string, where: string, max: number, id = 'id') =>
  `(select ${id} as id from ${from} as lane where ${where} limit ${max})`

const NEIGHBOURS = `
  select t.id as "terminalId", other.presence = 'OFFLINE' as offline, other.faults, other.store_id = t.store_id as "sameStore",
    coalesce(trait.cell = own.cell, false) as "sameCell", coalesce(trait.operator = own.operator, false) as "sameOperator",
    coalesce(trait.app = own.app, false) as "sameApp", count(*)::int as count
  from terminal t
  left join lateral (select * from terminal_trait where terminal_id = t.id limit 1) own on true
  cross join lateral (${[
    lane('terminal', `lane.store_id = t.store_id and ${seesAll('store_id')}`, STORE_OTHERS_MAX),
    lane('terminal_trait', 'lane.acquirer_id = t.acquirer_id and lane.cell = own.cell', CELL_OTHERS_MAX, 'terminal_id'),
    lane('terminal', `lane.merchant_id = t.merchant_id and ${seesAll('merchant_id')}`, STORE_OTHERS_MAX),
    lane('terminal', `lane.agent_id = t.agent_id and ${seesAll('agent_id')}`, BESIDE_OTHERS_MAX),
    lane(
      'terminal',
      `t.agent_id is null and lane.acquirer_id = t.acquirer_id and ${seesAll('acquirer_id')}`,
      BESIDE_OTHERS_MAX,
    ),
  ].join(' union ')}) as near
  join terminal other on other.id = near.id and other.id <> t.id and other.state = 'ACTIVE'
  left join lateral (select * from terminal_trait where terminal_id = other.id limit 1) trait on true
  where t.id = any($1) group by 1, 2, 3, 4, 5, 6, 7`

/** What stands against others around these terminals, by terminal. A sample: so many are looked at, and no more. */
export async function neighboursOf(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Neighbours[]>> {
  if (terminalIds.length === 0) return new Map()
  const rows = await db.query<Others>(NEIGHBOURS, [terminalIds])
  return new Map([...Map.groupBy(rows, ({ terminalId }) => terminalId)].map(([id, others]) => [id, groupsOf(others)]))
}

const IN_GROUP: Readonly<Record<GroupKind, (others: Others) => boolean>> = {
  STORE: ({ sameStore }) => sameStore,
  CELL: ({ sameCell }) => sameCell,
  OPERATOR: ({ sameOperator }) => sameOperator,
  HOST: () => true,
  APP_VERSION: ({ sameApp }) => sameApp,
}

function groupsOf(others: readonly Others[]): readonly Neighbours[] {
  return Object.entries(IN_GROUP).flatMap(([kind, isIn]): readonly Neighbours[] => {
    const members = others.filter(isIn)
    const sum = (rows: readonly Others[]) => rows.reduce((total, { count }) => total + count, 0)
    const codes = [...new Set(members.flatMap(({ faults }) => faults))]
    return members.length === 0
      ? []
      : [
          {
            kind: kind as GroupKind,
            others: sum(members),
            offline: sum(members.filter(({ offline }) => offline)),
            faults: Object.fromEntries(
              codes.map((code) => [code, sum(members.filter(({ faults }) => faults.includes(code)))]),
            ),
          },
        ]
  })
}
