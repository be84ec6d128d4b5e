import { type CareKind, daysOf, dueAt } from '@budeng/fleet'
import {
  careIntervalsOf,
  careOf,
  devicesOfTerminals,
  type ExportJobRow,
  labelsByTerminal,
  labelsOf,
  type Level,
  levelAt,
  linksOf,
  listTerminals,
  NO_FILTER,
  nodesByIds,
  type Scoped,
  simCardsOf,
  type TerminalFilter,
  type TerminalKey,
  type TerminalView,
} from '@budeng/storage'
import { EXPORT_PAGE_ROWS } from '../limits.ts'
import type { ExportedRow, ExportPage } from './export-pages.ts'

const at = (moment: number | null | undefined) => (moment == null ? null : new Date(moment).toISOString())

/** The device list that card schemes ask for [PCI 9.5.1.1], and how each terminal is. */
export const TERMINAL_COLUMNS = [
  ...['tid', 'mid', 'state', 'model', 'serial', 'level', 'agent', 'merchant', 'store', 'address', 'labels'],
  ...['presence', 'presenceSince', 'lastHeartbeat', 'signOn', 'hostCode', 'batch', 'faults', 'appVersion', 'iccid'],
  ...['lastInspection', 'inspectionDue', 'lastMaintenance', 'maintenanceDue'],
] as const

/** What is asked for: a list of terminals as it was narrowed, under a node of the asker's. */
interface Asked {
  readonly organisationId: string | null
  readonly filter: TerminalFilter
}

/** Terminals by their numbers, as they are when their page is written. */
export async function terminalPage(db: Scoped, job: ExportJobRow): Promise<ExportPage> {
  const { organisationId, filter } = job.filter as Asked
  const level = organisationId === null ? await levelAt(db, job.path) : await levelWithin(db, organisationId, job.path)
  if (level === null) return { rows: [], next: null }
  const after = job.cursor as TerminalKey | null
  const query = { level, filter: { ...NO_FILTER, ...filter }, order: BY_TID, after, limit: EXPORT_PAGE_ROWS }
  const terminals = await listTerminals(db, query)
  const last = terminals.at(-1)
  return {
    rows: await rowsOf(db, terminals),
    next: last === undefined || terminals.length < EXPORT_PAGE_ROWS ? null : { tid: last.tid },
  }
}

const BY_TID = { field: 'TID', direction: 'ASC' } as const

/** An organisation that still stands within the asker's place. */
async function levelWithin(db: Scoped, id: string, path: string): Promise<Level | null> {
  const [node] = await nodesByIds(db, [id])
  return node !== undefined && `${node.path}.`.startsWith(`${path}.`) ? node : null
}

async function rowsOf(db: Scoped, terminals: readonly TerminalView[]): Promise<ExportedRow[]> {
  const ids = terminals.map(({ id }) => id)
  const places = terminals.flatMap(({ agentId, merchantId, storeId }) => [agentId ?? merchantId, merchantId, storeId])
  const nodes = new Map((await nodesByIds(db, [...new Set(places)])).map((node) => [node.id, node]))
  const devices = new Map((await devicesOfTerminals(db, ids)).map((device) => [device.terminalId, device]))
  const links = new Map((await linksOf(db, ids)).map((link) => [link.terminalId, link]))
  const labels = labelsByTerminal(await labelsOf(db, ids))
  const cards = await simCardsOf(db, ids)
  const nameOf = (id: string | null) => (id === null ? null : (nodes.get(id)?.name ?? null))
  const visits = await visitsOf(db, terminals)
  return terminals.map((terminal) => {
    const device = devices.get(terminal.id)
    return {
      ...{ tid: terminal.tid, mid: terminal.mid, state: terminal.state, model: terminal.model },
      ...{ serial: device?.serial ?? null, level: terminal.level, agent: nameOf(terminal.agentId) },
      ...{ merchant: nameOf(terminal.merchantId), store: nameOf(terminal.storeId) },
      address: nodes.get(terminal.storeId)?.address ?? null,
      labels: (labels.get(terminal.id) ?? []).join(';'),
      ...{ presence: terminal.presence, presenceSince: at(terminal.presenceSince) },
      lastHeartbeat: at(links.get(terminal.id)?.heartbeat?.at),
      ...{ signOn: terminal.signOn, hostCode: terminal.hostResponseCode, batch: terminal.batchNo },
      ...{ faults: terminal.faults.join(' '), appVersion: device?.versions['app'] ?? null },
      iccid: cards.get(terminal.id) ?? null,
      ...visits(terminal.id),
    }
  })
}

/** When each was visited last, and is to be visited next. */
async function visitsOf(db: Scoped, terminals: readonly TerminalView[]): Promise<(id: string) => ExportedRow> {
  const intervals = await careIntervalsOf(db, [...new Set(terminals.map(({ acquirerId }) => acquirerId))])
  const rows = await careOf(
    db,
    terminals.map(({ id }) => id),
  )
  const of = (id: string, kind: CareKind) => {
    const row = rows.find((one) => one.terminalId === id && one.kind === kind)
    if (row === undefined) return [null, null] as const
    const due = row.inUse ? dueAt(row.since, daysOf(intervals, kind, row.model)) : null
    return [row.visitId === null ? null : at(row.since), at(due)] as const
  }
  return (id) => {
    const [[lastInspection, inspectionDue], [lastMaintenance, maintenanceDue]] = [
      of(id, 'INSPECTION'),
      of(id, 'MAINTENANCE'),
    ]
    return { lastInspection, inspectionDue, lastMaintenance, maintenanceDue }
  }
}
