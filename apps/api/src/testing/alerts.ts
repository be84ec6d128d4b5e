import { METRICS } from '@budeng/fleet'
import { DAY } from '@budeng/kernel'
import {
  alertMuteTable,
  alertTable,
  incidentTable,
  incidentTerminalTable,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  saveFaults,
  saveSamples,
  type Unit,
  unnestInsert,
} from '@budeng/storage'
import { personIdOf } from './hermit.ts'
import type { TestHouse } from './test-house.ts'

const nobody = { acknowledgedAt: null, acknowledgedBy: null, clearedAt: null, clearedBy: null } as const

/** An alert of a terminal that stands and one that is over, an incident that it is part of, a fault, and a figure. */
export async function makeAlerts(
  house: TestHouse,
  terminal: { readonly id: string; readonly path: string },
): Promise<{ readonly alertId: string; readonly overId: string; readonly incidentId: string }> {
  const claimedBy = await personIdOf(house.owner, 'admin@cup.test')
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const incidentId = await makeIncident(unit, house, terminal, claimedBy)
    const alertId = await makeAlert(unit, terminal, { claimedBy, incidentId, subject: 'OFFLINE', standing: true })
    const overId = await makeAlert(unit, terminal, {
      claimedBy,
      incidentId: null,
      subject: 'SEC_TAMPER',
      standing: false,
    })
    const at = unit.clock.now()
    const record = { code: 'HW_PRINTER_JAM', since: at, severity: null, detail: null, reportedAt: at, derivedAt: null }
    await saveFaults(unit, [{ terminalId: terminal.id, code: record.code, record }])
    const values = METRICS.map((metric) => (metric === 'SIGNAL' ? -97 : null))
    await saveSamples(unit, [{ terminalId: terminal.id, at, values }])
    await makeMutes(unit, house, terminal, claimedBy)
    return { alertId, overId, incidentId }
  })
}

/** One terminal is quiet about its printer, and a store about the signal. */
async function makeMutes(
  unit: Unit,
  { fleet }: TestHouse,
  terminal: { readonly id: string; readonly path: string },
  ownerId: string,
): Promise<void> {
  const since = unit.clock.now()
  const quiet = { reason: 'known', ownerId, since, until: since + DAY, endedAt: null }
  const { harbin } = fleet.nodes
  await unnestInsert(unit, alertMuteTable, [
    { ...quiet, id: unit.newId('mute'), path: harbin.path, nodeId: harbin.id, terminalId: null, subject: 'SIGNAL' },
    {
      ...{ ...quiet, id: unit.newId('mute'), path: terminal.path, nodeId: null },
      ...{ terminalId: terminal.id, subject: 'HW_PRINTER_JAM' },
    },
  ])
}

async function makeIncident(
  unit: Unit,
  house: TestHouse,
  { id: terminalId, path }: { readonly id: string; readonly path: string },
  claimedBy: string,
): Promise<string> {
  const { cup, xuhui } = house.fleet.nodes
  const id = unit.newId('incident')
  const at = unit.clock.now()
  await unnestInsert(unit, incidentTable, [
    {
      ...{ id, acquirerId: cup.id, path: xuhui.path, kind: 'STORE', key: xuhui.id, startedAt: at, endedAt: null },
      ...{
        hit: 1,
        out: 1,
        population: 20,
        agents: [],
        mergedInto: null,
        quietSince: null,
        state: 'RAISED',
        standing: true,
        claimedBy,
      },
      ...{ ...nobody, dueAt: at, version: 1 },
    },
  ])
  await unnestInsert(unit, incidentTerminalTable, [{ incidentId: id, terminalId, path, since: at, backAt: null }])
  unit.append([
    { type: 'IncidentOpened', subject: id, path: xuhui.path, at, data: { kind: 'STORE', key: 'x', hit: 1 } },
  ])
  return id
}

async function makeAlert(
  unit: Unit,
  terminal: { readonly id: string; readonly path: string },
  facts: {
    readonly claimedBy: string
    readonly incidentId: string | null
    readonly subject: string
    readonly standing: boolean
  },
): Promise<string> {
  const id = unit.newId('alert')
  const at = unit.clock.now()
  const [place] = await unit.query<{ acquirerId: string; agentId: string; merchantId: string; storeId: string }>(
    `select acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId", store_id as "storeId" from terminal where id = $1`,
    [terminal.id],
  )
  if (place === undefined) throw new Error('there is no such terminal')
  const scope = { terminalId: terminal.id, path: terminal.path, ...place }
  await unnestInsert(unit, alertTable, [
    {
      ...{ id, ...scope, ...facts, ...nobody, severity: 'MAJOR', state: 'RAISED', raisedAt: at, lastRaisedAt: at },
      ...{ raises: 1, endedAt: facts.standing ? null : at, mutedUntil: null, dueAt: at, version: 1 },
    },
  ])
  const data = { alert: facts.subject, severity: 'MAJOR', again: false }
  unit.append([{ type: 'AlertRaised', subject: id, terminal: scope, path: terminal.path, at, data }])
  return id
}
