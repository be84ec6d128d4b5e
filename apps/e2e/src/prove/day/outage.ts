import { createHash, randomUUID } from 'node:crypto'
import { BEHAVIOURS } from '@budeng/simulator'
import type pg from 'pg'
import type { House } from '../../house.ts'
import { until } from '../../until.ts'
import { ACQUIRER } from './acquirer.ts'
import { lookAtAll, type Looked, type Send } from './desk.ts'

export interface Outage {
  readonly terminals: number
  /** Incidents that the outage opened: one. */
  readonly incidents: number
  readonly hit: number
  /** Recoveries that began by themselves or went a step while it lasted: none. */
  readonly recoveries: number
  /** Of those hit, how many were told that it is an outage or an ill host. */
  readonly told: number
  readonly ended: boolean
}

const TIMEOUT_MS = 15 * 60_000
const LOOK_MS = 1_000
/** While it lasts the platform has this long to do something that it should not. */
const WATCHED_MS = 30_000
const AT_ONCE = 10
/** So many of those that are online are told to sign on, and notice: an outage is three in ten within five minutes. */
const ASKED_SHARE = 0.6

const RELOGIN = `mutation ($input: CommandRequestInput!) {
  commandRequest(input: $input) { command { id } userErrors { code } }
}`

/** The host answers everybody's sign-on with 96 for a while. Terminals notice when they are told to sign on. */
export async function sufferHostOutage(
  house: House,
  send: Send,
  client: pg.Client,
  played: ReadonlyMap<string, string>,
  tell: (line: string) => void,
): Promise<Outage> {
  const online = anyOf((await lookAtAll(send)).filter((one) => one.online))
  const { rows: clock } = await client.query<{ at: Date }>('select max(at) as at from event')
  const since = clock[0]?.at ?? new Date(0)
  await script(house, online, () => ({ next: [], then: '96' }))
  await signOnAll(send, online)
  const hasBegun = async () => (await incidentsSince(client, since)).length > 0
  await until(hasBegun, { what: () => 'the outage is one incident', timeoutMs: TIMEOUT_MS, everyMs: LOOK_MS })
  tell('the host is ill, and an incident is open')
  await new Promise((watched) => setTimeout(watched, WATCHED_MS))
  const incidents = await incidentsSince(client, since)
  const opened = incidents[0]?.at ?? since
  const { rows: ran } = await client.query<{ count: number }>(
    `select count(*)::int as count from event where type in ('RecoveryStarted', 'RecoveryStepBegan') and at >= $1`,
    [opened],
  )
  const members = new Set(await membersOf(client, incidents[0]?.id ?? ''))
  const seen = (await lookAtAll(send)).filter(({ id }) => members.has(id))
  const told = seen.filter(({ causes }) => ['OUTAGE', 'HOST_ILL'].includes(causes[0]?.code ?? '')).length
  await script(house, online, ({ tid }) => answerTo(played.get(tid) ?? ''))
  await signOnAll(send, online)
  const isOver = async () => (await incidentsSince(client, since)).every(({ isOpen }) => !isOpen)
  const ended = await until(isOver, {
    what: () => 'the incident is over',
    timeoutMs: TIMEOUT_MS,
    everyMs: LOOK_MS,
  }).then(
    () => true,
    () => false,
  )
  return {
    ...{ terminals: online.length, incidents: incidents.length, hit: members.size, told, ended },
    recoveries: ran[0]?.count ?? 0,
  }
}

/** A share of them, in an order in which no store and no cell comes first. */
function anyOf(terminals: readonly Looked[]): readonly Looked[] {
  const place = ({ tid }: Looked) => createHash('sha256').update(tid).digest('hex')
  return terminals
    .toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
    .slice(0, Math.ceil(terminals.length * ASKED_SHARE))
}

interface Script {
  readonly next: readonly string[]
  readonly then: string
}

/** What the host thinks of each by itself: who was not registered before is not registered afterwards either. */
function answerTo(behaviour: string): Script {
  return { next: [], then: /-(97|03|96)\b/.exec(behaviour)?.[1] ?? '00' }
}

async function script(house: House, terminals: readonly Looked[], of: (one: Looked) => Script): Promise<void> {
  for (const one of terminals) {
    const { next, then } = of(one)
    const body = JSON.stringify({ next, then, delayMs: 0 })
    await fetch(`${house.hostUrl}/script/${ACQUIRER}/${one.tid}`, { method: 'PUT', body })
  }
}

async function signOnAll(send: Send, terminals: readonly Looked[]): Promise<void> {
  for (let from = 0; from < terminals.length; from += AT_ONCE)
    await Promise.all(
      terminals.slice(from, from + AT_ONCE).map(({ id: terminalId }) =>
        send(RELOGIN, {
          input: {
            ...{ terminalId, command: { relogin: { level: 'TERMINAL' } }, reason: 'the host is looked at' },
            ...{ notAfter: 'PT1H', idempotencyKey: randomUUID() },
          },
        }),
      ),
    )
}

/**
 * What began since, but for what stands beside it: an application that falls is an outage of all that have it. What turned
 * out to be a part of a wider one is that one.
 */
async function incidentsSince(client: pg.Client, since: Date): Promise<{ id: string; at: Date; isOpen: boolean }[]> {
  const { rows } = await client.query<{ id: string; at: Date; isOpen: boolean }>(
    `select e.subject as id, e.at, i.ended_at is null as "isOpen" from event e join incident i on i.id = e.subject
     where e.type = 'IncidentOpened' and e.at >= $1 and i.merged_into is null and not (i.kind = 'APP_VERSION' and i.key = $2) order by e.at`,
    [since, BEHAVIOURS['app-crashes'].app],
  )
  return rows
}

/** Open ones, but for what stands beside them. */
export async function openOutages(client: pg.Client): Promise<readonly string[]> {
  return (await incidentsSince(client, new Date(0))).flatMap(({ id, isOpen }) => (isOpen ? [id] : []))
}

async function membersOf(client: pg.Client, incidentId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select terminal_id as id from incident_terminal where incident_id = $1',
    [incidentId],
  )
  return rows.map(({ id }) => id)
}
