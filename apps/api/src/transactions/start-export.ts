import { DAY } from '@budeng/kernel'
import {
  exportById,
  type ExportJobRow,
  exportsOfPerson,
  insertExport,
  nodesByIds,
  terminalsByIds,
  type Unit,
} from '@budeng/storage'
import { currencyExponent } from '@budeng/transactions'
import { badInput } from '../graphql/api-error.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, permit, Refused, told } from '../graphql/wish.ts'
import { EXPORT_LIFE_MS, EXPORTS_UNDER_WAY_MAX, STATEMENT_DAYS_MAX } from '../limits.ts'
import { terminalFilter } from '../fleet/terminal-input.ts'
import { periodOf } from './day-cursor.ts'
import type { ExportObject, ExportStartInput, ExportStartPayload } from './export.type.ts'
import { mayReadStatement } from './statement.resolver.ts'
import { CURRENCY_UNBOOKED } from './ledger-money.ts'

/** Asks the worker for a file of what the asker sees from their place now. That it was asked for is a fact of the record. */
export async function startExport(operation: Operation, input: ExportStartInput): Promise<ExportStartPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'exportStart', key, input: rest }, (unit) =>
    start(operation, unit, input),
  )
  return {
    export: outcome.ok ? await findExport(operation, outcome.answer) : null,
    ...told(operation, outcome),
  }
}

/** A file that the viewer asked for. */
export async function findExport(operation: Operation, id: string): Promise<ExportObject | null> {
  const known = idOf('exportJob', id)
  const job = known === null ? null : await operation.read((db) => exportById(db, known))
  return job === null || job.personId !== operation.viewer.person.id ? null : exportView(operation, job)
}

export function exportView({ now }: Operation, job: ExportJobRow): ExportObject {
  const { id, kind, format, state, problem, createdAt, finishedAt, expiresAt } = job
  return {
    ...{ id, kind, format, state, problem, createdAt, finishedAt, expiresAt },
    rows: String(job.rows),
    bytes: String(job.bytes),
    sha256: job.sha256?.toString('hex') ?? null,
    url: state === 'READY' && expiresAt > now ? `/exports/${id}` : null,
  }
}

async function start(operation: Operation, unit: Unit, input: ExportStartInput): Promise<string> {
  const { kind, format } = input
  const { person, session } = operation.viewer
  const filter = await FILTERS[kind](operation, unit, input)
  const own = await exportsOfPerson(unit, person.id, EXPORTS_UNDER_WAY_MAX)
  if (own.filter(({ state }) => state === 'WAITING' || state === 'WRITING').length >= EXPORTS_UNDER_WAY_MAX)
    throw new Refused({ code: 'EXPORTS_UNDER_WAY', params: { max: EXPORTS_UNDER_WAY_MAX }, path: ['input'] })
  const id = unit.newId('exportJob')
  await insertExport(unit, {
    ...{ id, personId: person.id, sessionId: session.id, path: person.path, kind, format, filter },
    acquirerId: person.path.split('.')[0] ?? person.path,
    language: operation.asker.language,
    expiresAt: unit.clock.now() + EXPORT_LIFE_MS,
  })
  return id
}

type FilterOf = (operation: Operation, unit: Unit, input: ExportStartInput) => Promise<object> | object

/** What goes into each kind of file. Whoever may read it may take it out. */
const FILTERS: Readonly<Record<ExportJobRow['kind'], FilterOf>> = {
  TRANSACTIONS: async ({ authority }, unit, { since, until, terminalId }) => {
    permit(authority, 'transaction:read')
    const span = spanIn({ since, until })
    const known = terminalId == null ? null : idOf('terminal', terminalId)
    const isThere = known !== null && (await terminalsByIds(unit, [known])).length > 0
    if (terminalId != null && !isThere) throw notFound('terminalId')
    return { ...span, terminalId: known }
  },
  CORRECTIONS: ({ authority }, _unit, input) => {
    permit(authority, 'correction:read')
    return spanIn(input)
  },
  OPEN_DIFFERENCES: ({ authority }) => {
    permit(authority, 'correction:read')
    return {}
  },
  TERMINALS: async (operation, unit, { terminals }) => {
    permit(operation.authority, 'terminal:read')
    const filter = terminalFilter(terminals, operation.now)
    const organisationId = terminals?.organisationId ?? null
    const known = organisationId === null ? null : idOf('node', organisationId)
    const isThere = known !== null && (await nodesByIds(unit, [known])).length > 0
    if (organisationId !== null && !isThere) throw notFound('terminals', 'organisationId')
    return { filter, organisationId: known }
  },
  POSTINGS: (operation, _unit, input) => {
    permit(operation.authority, 'ledger:read')
    return periodIn(operation, input)
  },
  STATEMENT: async (operation, unit, input) => {
    const { merchantId, currency } = input
    const known = merchantId == null ? null : idOf('node', merchantId)
    const [merchant] = known === null ? [] : await nodesByIds(unit, [known])
    if (merchant === undefined || merchant.kind !== 'MERCHANT') throw notFound('merchantId')
    if (!mayReadStatement(operation, merchant)) permit(operation.authority, 'ledger:read')
    if (currency != null && currencyExponent(currency) === null)
      throw badInput('`currency` is one of ISO 4217.', ['input', 'currency'])
    return { ...periodIn(operation, input), merchantId: merchant.id, currency: currency ?? CURRENCY_UNBOOKED }
  },
}

function spanIn({ since, until }: Pick<ExportStartInput, 'since' | 'until'>): { since: number; until: number } {
  if (since == null || until == null)
    throw badInput('`since` and `until` are needed for this kind.', ['input', 'since'])
  if (until <= since || until - since > STATEMENT_DAYS_MAX * DAY)
    throw badInput('`until` is after `since`, and at most a year later.', ['input', 'until'])
  return { since, until }
}

function periodIn(
  operation: Operation,
  { from, to }: ExportStartInput,
): { readonly from: string; readonly to: string } {
  if (from == null || to == null) throw badInput('`from` and `to` are needed.', ['input', 'from'])
  return periodOf(operation, { from, to })
}
