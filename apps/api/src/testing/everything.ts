import { createHash } from 'node:crypto'
import { newInvitation } from '@budeng/access'
import { DAY, idKind, type IdKind, type Instant } from '@budeng/kernel'
import {
  continueDueRecoveries,
  factorsOfPeople,
  identitiesOfPerson,
  insertInvitation,
  liveSessionsOf,
  peopleByEmail,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Scoped,
  organisationMoveTable,
  unnestInsert,
} from '@budeng/storage'
import { placedRows } from '@budeng/storage/testing'
import type { Client } from './client.ts'
import { makeCorrections } from './corrections-walked.ts'
import { makeAlerts } from './alerts.ts'
import { makeAsked } from './asked.ts'
import { linkAccounts, personIdOf } from './hermit.ts'
import { makeFiles } from './files.ts'
import { makeMoney } from './money.ts'
import { makeIdentity } from './own-sign-in.ts'
import { makeRecovery, makeWorkOrder } from './recoveries.ts'
import { makeRollout } from './rollouts.ts'
import { Platform } from './platform.ts'
import { sealEverything } from './seal.ts'
import { makeCare, makeFailedVisit } from './care.ts'
import { makeNotifications } from './notifications.ts'
import { makePackage, makeWithdrawnPackage } from './software.ts'
import { makeStop } from './stops.ts'
import type { TestHouse } from './test-house.ts'
import { makeWatchWindow } from './watch.ts'

/** What exists, for whoever walks over all of it. */
export interface Everything {
  /** Ids of the things below a node, the newest first, by their kind. */
  idsBelow(path: string): Promise<Readonly<Partial<Record<IdKind, readonly string[]>>>>
  /** Where each thing stands in the tree. */
  paths(): Promise<ReadonlyMap<string, string>>
}

/**
 * At least one of everything that has an id, and every link between them, at the acquirer CUP. A new kind of thing is made
 * here: the walks over the API fail for a kind or a nested edge that leads nowhere.
 *
 * `admin` asks for most, so that it is theirs; `li` is an agent who acts within a grant; `deputy` is another session of the
 * administrator, who acts for somebody in it.
 */
export async function makeEverything(
  house: TestHouse,
  { admin, li, deputy }: { readonly admin: Client; readonly li: Client; readonly deputy: Client },
): Promise<Everything> {
  const platform = new Platform(house)
  const [first, second, third] = house.fleet.terminals.xuhui
  const at = (index: number) => house.fleet.terminals.xuhui[index]?.id
  const done = await requestCommand(admin, at(0), { statusGet: {} })
  await platform.deliver(done)
  await platform.finish(done)
  // a backup is queued before it
  const relogin = await requestCommand(admin, at(0), { relogin: {} })
  await requestCommand(li, at(5), { statusGet: {} })
  await makeBulks(house, admin)
  for (const [client, terminal] of [
    [admin, second],
    [li, third],
  ] as const)
    await ask(client, 'presenceStart', 'challenge{id}', {
      terminalId: terminal?.id,
      command: { relogin: {} },
      idempotencyKey: 'e-presence',
    })
  await regrant(house, admin)
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(
      `update terminal set slot_command_id = $1, sign_on_since = now(), backup_at = now(), faults = '{HW_PRINTER_JAM}', fault_mark = true where id = $2`,
      [relogin, first?.id],
    ),
  )
  await makeChanges(house, admin)
  await makeKey(house, admin, ['terminal:read'])
  await makeInvitation(house)
  await makeMove(house)
  for (const email of ['admin@cup.test', 'viewer@cup.test']) await makeIdentity(house, email)
  await linkAccounts(house.owner, admin, 'viewer@cup.test', 'auditor@cup.test')
  await standIn(house, deputy)
  await actForSomebody(house, admin, first?.id ?? '')
  await makeMoney(house, first ?? noTerminal())
  await makeFiles(house, first ?? noTerminal())
  await makeAsked(house)
  await makeCorrections(house, { admin, commandId: done, terminal: first ?? noTerminal() })
  await makeRollout(house, admin)
  await makeWorkOrder(house)
  await makeRecovery(house)
  await continueDueRecoveries(house.owner, 5)
  await makeAlerts(house, first ?? noTerminal())
  await makeLabels(admin, first?.id)
  await makeView(admin, house.fleet.nodes.harbin.id)
  await makeHeadings(admin)
  await makeCare(house, admin)
  await makeFailedVisit(house, admin)
  await makePackage(house, '8.0.0')
  await makeWithdrawnPackage(house, '7.0.0')
  await makeStop(house)
  const { id: watchId } = await makeWatchWindow(house)
  await ask(admin, 'boardTokenCreate', 'token', { page: 'watch', watchId, name: 'hall' })
  await makeNotifications(house)
  await makeExport(admin)
  await sealEverything(house)
  return everythingOf(house)
}

function noTerminal(): never {
  throw new Error('the store has no terminal')
}

/** A move in chunks that was done long ago. */
async function makeMove({ owner, fleet }: TestHouse): Promise<void> {
  const { cup, north, south, haidilao } = fleet.nodes
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const [admin] = await peopleByEmail(unit, 'admin@cup.test')
    const at = unit.clock.now()
    await unnestInsert(unit, organisationMoveTable, [
      {
        ...{ id: unit.newId('move'), acquirerId: cup.id, path: cup.path, nodeId: haidilao.id, fromId: south.id },
        ...{ toId: north.id, fromPath: haidilao.path, toPath: haidilao.path, reason: 'sold', state: 'DONE' },
        ...{ requestedBy: admin?.id ?? '', requestedAt: at, finishedAt: at, terminals: 1, movedTerminals: 1 },
        ...{ organisations: 1, movedOrganisations: 1, endedCommands: 0, endedGrants: 0, version: 1 },
      },
    ])
  })
}

/** The secret of the link that stands open at CUP. */
export const INVITATION_TOKEN = 'e'.repeat(43)

async function makeInvitation(house: TestHouse): Promise<void> {
  await house.people.passkey('admin@cup.test')
  const [admin] = await house.owner.read(PLATFORM_SCOPE, (db) => peopleByEmail(db, 'admin@cup.test'))
  if (admin === undefined) throw new Error('there is no administrator')
  const { nodeId, path, id: invitedBy } = admin
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    insertInvitation(unit, {
      ...newInvitation(unit.clock.now()),
      ...{ id: unit.newId('invitation'), nodeId, path, email: 'invited@cup.test', role: 'VIEWER' },
      ...{ tokenHash: createHash('sha256').update(INVITATION_TOKEN).digest(), invitedBy, personId: null },
    }),
  )
}

/** One of everything that somebody at another acquirer has of their own. */
export async function makeTheirOwn(house: TestHouse, stranger: Client): Promise<void> {
  await requestCommand(stranger, house.fleet.terminals.elseStore[0]?.id, { statusGet: {} })
}

/** Sends a mutation that must be accepted. */
async function ask(client: Client, field: string, selection: string, input: object): Promise<string> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
  const answer = await client.ask(
    `mutation($i:${type}!){${field}(input:$i){${selection} userErrors{code facts{name value}}}}`,
    {
      i: input,
    },
  )
  const problems = answer.at(`${field}.userErrors`)
  if (answer.errors.length > 0 || JSON.stringify(problems) !== '[]')
    throw new Error(`${field} ${JSON.stringify(input)}: ${answer.text}`)
  return String(answer.at(`${field}.${selection.replace('{', '.').replace('}', '')}`))
}

/** A terminal with labels. */
async function makeLabels(client: Client, terminalId: string | undefined): Promise<void> {
  const wish = { terminalIds: [terminalId], add: ['VIP', '徐汇'], remove: [] }
  await ask(client, 'terminalLabelsChange', 'changed', { ...wish, idempotencyKey: `e-labels-${++keys}` })
}

/** A view that is shared with a store. */
export async function makeView(client: Client, organisationId: string): Promise<void> {
  const wish = { name: 'Offline', terms: [{ name: 'presence', value: 'OFFLINE' }], shared: true, organisationId }
  await ask(client, 'savedViewSave', 'view{id}', { ...wish, idempotencyKey: `e-view-${++keys}` })
}

/** Headings of files of terminals. */
export async function makeHeadings(client: Client): Promise<void> {
  const wish = { name: 'Theirs', columns: [{ field: 'tid', title: '终端编号' }] }
  await ask(client, 'registrationMappingSave', 'mapping{name}', { ...wish, idempotencyKey: `e-headings-${++keys}` })
}

/** A file that somebody takes out. */
export async function makeExport(client: Client): Promise<void> {
  await ask(client, 'exportStart', 'export{id}', {
    ...{ kind: 'TRANSACTIONS', format: 'CSV', since: '2026-01-01T00:00:00Z', until: '2026-06-01T00:00:00Z' },
    idempotencyKey: `e-export-${++keys}`,
  })
}

let keys = 0
export async function requestCommand(client: Client, terminalId: string | undefined, command: object): Promise<string> {
  return await ask(client, 'commandRequest', 'command{id}', {
    terminalId,
    command,
    reason: 'everything',
    idempotencyKey: `e-${++keys}`,
  })
}

/** One that runs, one that waits for a second person, one that was decided. */
async function makeBulks(house: TestHouse, admin: Client): Promise<void> {
  const second = await house.as('second@cup.test')
  for (const [key, command] of [
    ['runs', { statusGet: {} }],
    ['decided', { lock: {} }],
    ['waits', { lock: {} }],
  ] as const) {
    const selectionId = await ask(admin, 'selectionCreate', 'selection{id}', { filter: {} })
    const input = { selectionId, expectedCount: 15, command, reason: 'everything', idempotencyKey: `e-${key}` }
    const bulkId = await ask(admin, 'bulkRequest', 'bulkAction{id}', input)
    if (key !== 'decided') continue
    const { hash } = (await admin.ask('query($id:ID!){bulkAction(id:$id){hash}}', { id: bulkId })).at('bulkAction') as {
      hash: string
    }
    await ask(second, 'bulkDecide', 'bulkAction{id}', {
      bulkId,
      hash,
      approve: false,
      note: 'everything',
      idempotencyKey: 'e-decide',
    })
  }
}

/** A program with a key; answers the key's secret. */
export async function makeKey(house: TestHouse, admin: Client, scopes: readonly string[]): Promise<string> {
  const { id: organisationId } = house.fleet.nodes.cup
  const serviceAccountId = await ask(admin, 'serviceAccountCreate', 'serviceAccount{id}', {
    organisationId,
    name: `Program ${++keys}`,
    role: 'OPERATIONS',
    idempotencyKey: `e-account-${keys}`,
  })
  return await ask(admin, 'apiKeyCreate', 'secret', {
    serviceAccountId,
    name: 'everything',
    scopes,
    expiresAt: new Date(house.clock.now() + 30 * DAY).toISOString(),
    idempotencyKey: `e-key-${keys}`,
  })
}

/** A place's word on every matter. */
const POLICIES = [
  { bulkRaise: { terminals: 40 } },
  { presence: { requiredFor: ['AGENT'], bulkFrom: 2, trainingZhCn: '先读词语', trainingEn: 'Words first' } },
  { stepUp: { singleR1: ['AGENT'] } },
  { breakGlass: { allowed: true } },
  { recovery: { playbooks: ['AUTH'], perHour: 5, perDay: 20 } },
]

/** A command of somebody else that waits by itself, as one that an API key asked for does. */
export async function waitingCommand(house: TestHouse, admin: Client): Promise<{ id: string; hash: unknown }> {
  const second = await house.as('second@cup.test')
  const id = await requestCommand(second, house.fleet.terminals.harbin[1]?.id, { selfTest: {} })
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(`update command set state = 'PENDING_APPROVAL' where id = $1`, [id]),
  )
  const hash = (await admin.ask('query($id:ID!){approval(id:$id){hash}}', { id })).at('approval.hash')
  return { id, hash }
}

/** A change that waits, one that two made, and two that one made alone: one of them reviewed. */
async function makeChanges(house: TestHouse, admin: Client): Promise<void> {
  const [second, ops] = [await house.as('second-admin@cup.test'), await house.as('ops@cup.test')]
  const propose = async (policy: object) => {
    const id = await ask(admin, 'policyChange', 'changeRequest{id}', {
      organisationId: house.fleet.nodes.south.id,
      policy,
      reason: 'everything',
      idempotencyKey: `e-policy-${++keys}`,
    })
    const hash = (await admin.ask('query($id:ID!){changeRequest(id:$id){hash}}', { id })).at('changeRequest.hash')
    return { id, hash }
  }
  for (const [index, policy] of POLICIES.entries()) {
    const { id: changeId, hash } = await propose(policy)
    await ask(second, 'changeDecide', 'changeRequest{id}', {
      changeId,
      hash,
      approve: true,
      idempotencyKey: `e-agreed-${index}`,
    })
  }
  for (const terminals of [41, 42]) {
    const { id: subjectId, hash } = await propose({ bulkRaise: { terminals } })
    const use = { subjectId, hash, reason: 'everything', idempotencyKey: `e-glass-${terminals}` }
    const breakGlassId = await ask(admin, 'breakGlassUse', 'breakGlass{id}', use)
    const review = { breakGlassId, confirm: true, idempotencyKey: 'e-review' }
    if (terminals === 41) await ask(ops, 'breakGlassReview', 'breakGlass{id}', review)
  }
  await propose({ bulkRaise: { terminals: 43 } })
  // as if one of them were about a person
  const aboutPerson = await propose({ bulkRaise: { terminals: 44 } })
  const subject = await personIdOf(house.owner, 'viewer@cup.test')
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute('update change_request set subject = $2 where id = $1', [aboutPerson.id, subject]),
  )
  const { id: commandId, hash } = await waitingCommand(house, admin)
  await ask(admin, 'commandDecide', 'command{id}', { commandId, hash, approve: true, idempotencyKey: 'e-command' })
  await waitingCommand(house, admin)
}

/** The administrator stands in for somebody, and acts as such for a moment. */
async function standIn(house: TestHouse, deputy: Client): Promise<void> {
  const deputyshipId = await ask(deputy, 'deputySet', 'deputy{id}', {
    absentId: await personIdOf(house.owner, 'second@cup.test'),
    deputyId: await personIdOf(house.owner, 'admin@cup.test'),
    role: 'OPERATIONS',
    until: new Date(house.clock.now() + DAY).toISOString(),
    reason: 'everything',
    idempotencyKey: 'e-deputy',
  })
  await ask(deputy, 'deputyAct', 'viewer{timeZone}', { deputyshipId })
}

/** Something done by one person for another. */
async function actForSomebody(house: TestHouse, admin: Client, subject: string): Promise<void> {
  const id = String((await admin.ask('{viewer{person{id}}}')).at('viewer.person.id'))
  const { path } = house.fleet.nodes.xuhui
  await house.owner.write(PLATFORM_SCOPE, { kind: 'PERSON', id, behalfOf: id }, async (unit) =>
    unit.append([{ type: 'Walked', subject, path, at: unit.clock.now(), data: { before: { x: 1 }, after: { x: 2 } } }]),
  )
}

/** A grant that was revoked, and another in its place. */
async function regrant(house: TestHouse, admin: Client): Promise<void> {
  const { id } = house.fleet.nodes.north
  const answer = await admin.ask(
    'query($id:ID!){grants(organisationId:$id,live:true,first:50){nodes{id version organisation{id}}}}',
    { id },
  )
  const grants = answer.at('grants.nodes') as { id: string; version: number; organisation: { id: string } }[]
  const [old] = grants.filter(({ organisation }) => organisation.id === id)
  await ask(admin, 'grantRevoke', 'grant{id}', {
    grantId: old?.id,
    expectedVersion: old?.version,
    reason: 'everything',
    idempotencyKey: 'e-revoke',
  })
  await ask(admin, 'grantGive', 'grant{id}', {
    organisationId: id,
    terms: {
      types: ['RELOGIN', 'REBOOT', 'APP_RESTART', 'MESSAGE_SHOW'],
      tierMax: 'R1',
      budgetHour: 100,
      budgetDay: 100,
      terminalsMax: 50,
      expiresAt: new Date(house.clock.now() + DAY).toISOString(),
    },
    reason: 'everything',
    idempotencyKey: 'e-give',
  })
}

/** Passkeys and sessions stand where their person does. */
async function idsOfPeople(db: Scoped, personIds: readonly string[], at: Instant): Promise<string[]> {
  const ids = (await factorsOfPeople(db, personIds)).flatMap(({ passkeys }) => passkeys.map(({ id }) => id))
  for (const personId of personIds) {
    ids.push(...(await liveSessionsOf(db, personId, at)).map(({ id }) => id))
    ids.push(...(await identitiesOfPerson(db, personId)).map(({ id }) => id))
  }
  return ids
}

function everythingOf(house: TestHouse): Everything {
  const read = <T>(work: (db: Scoped) => Promise<T>) => house.owner.read(PLATFORM_SCOPE, work)
  const rows = (below: string | null) => read((db) => placedRows(db, below))
  return {
    idsBelow: async (path) => {
      const byKind: Partial<Record<IdKind, string[]>> = {}
      const placed = (await rows(path)).map(({ id }) => id)
      const people = placed.filter((id) => idKind(id) === 'person')
      for (const id of [...placed, ...(await read((db) => idsOfPeople(db, people, house.clock.now())))]) {
        const kind = idKind(id)
        if (kind !== null) (byKind[kind] ??= []).push(id)
      }
      return byKind
    },
    paths: async () => {
      const placed = await rows(null)
      const paths = new Map(placed.map(({ id, path }) => [id, path]))
      for (const { id, path } of placed.filter(({ id: one }) => idKind(one) === 'person'))
        for (const own of await read((db) => idsOfPeople(db, [id], house.clock.now()))) paths.set(own, path)
      return paths
    },
  }
}
