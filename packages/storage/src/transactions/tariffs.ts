import { type Level, Params, standsAt } from '../lists/level.ts'
import {
  columnList,
  type TariffRow,
  tariffTable,
  type TariffVersionRow,
  tariffVersionTable,
  unnestInsert,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** A tariff with all its versions, the oldest first. */
export type TariffView = TariffRow & { readonly versions: readonly TariffVersionRow[] }

/** Names a tariff of a merchant. */
export type TariffPlace = Pick<TariffRow, 'merchantId' | 'cardType' | 'product' | 'currency'>

const TARIFF = columnList(tariffTable, 't')
const VERSION = columnList(tariffVersionTable, 'v')

async function withVersions(db: Scoped, rows: readonly TariffRow[]): Promise<TariffView[]> {
  if (rows.length === 0) return []
  const versions = await db.query<TariffVersionRow>(
    `select ${VERSION} from tariff_version v where v.tariff_id = any($1::text[]) order by v.tariff_id, v.version`,
    [rows.map(({ id }) => id)],
  )
  return joined(rows, versions)
}

function joined(rows: readonly TariffRow[], versions: readonly TariffVersionRow[]): TariffView[] {
  const byTariff = Map.groupBy(versions, ({ tariffId }) => tariffId)
  return rows.map((row) => ({ ...row, versions: byTariff.get(row.id) ?? [] }))
}

/** All tariffs of these merchants. */
export async function tariffsOfMerchants(
  db: Scoped,
  merchantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TariffView[]>> {
  const rows = await db.query<TariffRow>(`select ${TARIFF} from tariff t where t.merchant_id = any($1::text[])`, [
    merchantIds,
  ])
  return Map.groupBy(await withVersions(db, rows), ({ merchantId }) => merchantId)
}

/**
 * The same for what a correction does in the books of merchants above or below the caller: by the rule that holds, whether
 * or not the caller may look at it. Not for showing.
 */
export async function tariffsAround(
  db: Scoped,
  merchantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TariffView[]>> {
  const rows = await db.query<TariffRow>(`select ${TARIFF} from tariffs_around($1::text[]) t`, [merchantIds])
  const versions = await db.query<TariffVersionRow>(
    `select ${VERSION} from tariff_versions_around($1::text[]) v order by v.tariff_id, v.version`,
    [merchantIds],
  )
  return Map.groupBy(joined(rows, versions), ({ merchantId }) => merchantId)
}

export async function tariffsByIds(db: Scoped, ids: readonly string[]): Promise<TariffView[]> {
  const rows = await db.query<TariffRow>(`select ${TARIFF} from tariff t where t.id = any($1::text[])`, [ids])
  return await withVersions(db, rows)
}

export interface TariffQuery {
  readonly level: Level
  /** Go on after this one. */
  readonly afterId: string | null
  readonly limit: number
}

/** Tariffs of the merchants at and below an organisation, in the order in which they were made. */
export async function listTariffs(db: Scoped, { level, afterId, limit }: TariffQuery): Promise<TariffView[]> {
  const params = new Params()
  const lanes = {
    ACQUIRER: () => `t.acquirer_id = ${params.add(level.id)}`,
    AGENT: () => `t.agent_id in (select id from node where kind = 'AGENT' and ${standsAt(params.add(level.path))})`,
    MERCHANT: () => `t.merchant_id = ${params.add(level.id)}`,
    STORE: () => `t.merchant_id = (select parent_id from node where id = ${params.add(level.id)})`,
  }
  const conditions = [lanes[level.kind]()]
  if (afterId !== null) conditions.push(`t.id > ${params.add(afterId)}`)
  const rows = await db.query<TariffRow>(
    `select ${TARIFF} from tariff t where ${conditions.join(' and ')} order by t.id limit ${params.add(limit)}`,
    params.values,
  )
  return await withVersions(db, rows)
}

/** The tariff of a place, locked; null when there is none. Two who make the first one come one after the other. */
export async function lockTariff(unit: Unit, place: TariffPlace): Promise<TariffRow | null> {
  const { merchantId, cardType, product, currency } = place
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `tariff:${merchantId} ${cardType} ${product} ${currency}`,
  ])
  const [row] = await unit.query<TariffRow>(
    `select ${TARIFF} from tariff t where t.merchant_id = $1 and t.card_type = $2 and t.product = $3 and t.currency = $4`,
    [merchantId, cardType, product, currency],
  )
  return row ?? null
}

export type NewTariff = Omit<TariffRow, 'id' | 'version' | 'createdAt'>
export type NewTerms = Omit<TariffVersionRow, 'tariffId' | 'version' | 'createdAt'>

/** Adds a version, and the tariff itself when it is the first one. Under the lock of `lockTariff`. Answers the tariff's id. */
export async function addTariffVersion(
  unit: Unit,
  known: TariffRow | null,
  tariff: NewTariff,
  terms: NewTerms,
): Promise<string> {
  const createdAt = unit.clock.now()
  const version = (known?.version ?? 0) + 1
  const id = known?.id ?? unit.newId('tariff')
  if (known === null) await unnestInsert(unit, tariffTable, [{ ...tariff, id, version, createdAt }])
  else await unit.execute('update tariff set version = $2 where id = $1', [id, version])
  await unnestInsert(unit, tariffVersionTable, [{ ...terms, tariffId: id, version, createdAt }])
  return id
}

/** Gives merchants the tariffs that they do not have yet, thousands at once. Needs the role `owner`. */
export async function seedTariffs(
  unit: Unit,
  tariffs: readonly { readonly tariff: NewTariff; readonly terms: NewTerms }[],
): Promise<number> {
  const createdAt = unit.clock.now()
  const made = tariffs.map(({ tariff, terms }) => ({ id: unit.newId('tariff'), tariff, terms }))
  const count = await unnestInsert(
    unit,
    tariffTable,
    made.map(({ id, tariff }) => ({ ...tariff, id, version: 1, createdAt })),
    { onConflict: 'on conflict (merchant_id, card_type, product, currency) do nothing' },
  )
  const there = new Set(
    (
      await unit.query<{ id: string }>('select id from tariff where id = any($1::text[])', [made.map(({ id }) => id)])
    ).map(({ id }) => id),
  )
  await unnestInsert(
    unit,
    tariffVersionTable,
    made.filter(({ id }) => there.has(id)).map(({ id, terms }) => ({ ...terms, tariffId: id, version: 1, createdAt })),
  )
  return count
}
