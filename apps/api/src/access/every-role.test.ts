import { IDLE_LOCK_MS, ROLES, type Role, roleRule, scopesOf } from '@budeng/access'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, tables } from '@budeng/storage'
import { getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiSchema } from '../graphql/schema.ts'
import { type Answer, Client } from '../testing/client.ts'
import { makeKey } from '../testing/everything.ts'
import { makeColleague } from '../testing/hermit.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { factsOf } from '../testing/walk/documents.ts'
import { FOR_PROGRAMS } from '../testing/walk/for-programs.ts'
import type { Order } from '../testing/walk/order.ts'
import { ordersOf } from '../testing/walk/orders.ts'
import { rootFields } from '../testing/walk/paths.ts'
import { declared, passed } from '../testing/walk/slots.ts'

/**
 * The second walk: every mutation as every role, and as nobody, against the table of permissions. Who lacks what it needs
 * is refused and changes nothing in any table; who has it gets past that check.
 */
const schema = apiSchema()
const { orders, without } = ordersOf(schema)
const counts = {
  mutations: 0,
  orders: 0,
  roles: ROLES.length,
  refused: 0,
  accepted: 0,
  nobody: 0,
  byPrograms: 0,
  locked: 0,
}
let house: TestHouse
let admin: Client
let program: Program
const askers = new Map<Role, Client>()
const emailOf = (role: Role) => `${role.toLowerCase()}@roles.test`

beforeAll(async () => {
  house = await startTestHouse()
  for (const role of ROLES) await makeColleague(house.owner, 'admin@cup.test', emailOf(role), role)
  admin = await house.as('admin@cup.test')
  for (const role of ROLES) askers.set(role, await house.as(emailOf(role)))
})
afterAll(() => house.close())

/** Changed by whoever asks anything, and by what runs beside: no trace of a mutation. */
const RUNS_BESIDE = ['session', 'login_failure', 'api_key', 'process', 'event_order', 'event_pending']

/** All rows of all tables, in one figure a table. */
async function everyRow(): Promise<Readonly<Record<string, string>>> {
  const names = tables.map(({ name }) => name).filter((name) => !RUNS_BESIDE.includes(name))
  const parts = names.map(
    (name) =>
      `select '${name}' as name, md5(coalesce(string_agg(row::text, ' ' order by row::text), '')) as hash from ${name} row`,
  )
  // planned once a connection: planning so many partitions takes longer than reading them. A write may take its time
  const rows = await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (db) =>
    db.prepared<{ name: string; hash: string }>('every_row', parts.join(' union all '), []),
  )
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]))
}

/** Asks for the input of each order first; then nothing in any table may have changed when the last test is over. */
function nothingChangesBy(
  asked: readonly Order[],
  make: (order: Order) => Promise<object> | object = (order) => order.input(admin, house, admin),
) {
  const inputs = new Map<Order, object>()
  let before: Readonly<Record<string, string>> = {}
  beforeAll(async () => {
    for (const order of asked) inputs.set(order, await make(order))
    before = await everyRow()
  })
  afterAll(async () => expect(await everyRow()).toEqual(before))
  return (order: Order): object => inputs.get(order) ?? {}
}

async function send(client: Client, { mutation }: Order, input: object): Promise<Answer> {
  const field = rootFields(schema, 'mutation').find(({ name }) => name === mutation)
  if (field === undefined) throw new Error(`there is no mutation ${mutation}`)
  const type = getNamedType(field.type)
  const selection = isObjectType(type) ? factsOf(type) : ''
  const [argument] = field.args
  if (argument !== undefined && isInputObjectType(getNamedType(argument.type)))
    return await client.ask(`mutation($i:${String(argument.type)}){${mutation}(${argument.name}:$i)${selection}}`, {
      i: input,
    })
  const names = field.args.map(({ name }) => name)
  return await client.ask(`mutation${declared(field, names)}{${mutation}${passed(names)}${selection}}`, { ...input })
}

function refusals(answer: Answer, { mutation }: Order): string[] {
  expect(answer.errors).toEqual([])
  return ((answer.at(`${mutation}.userErrors`) ?? []) as { code: string }[]).map(({ code }) => code)
}

const may = (role: Role, { permissions }: Order) =>
  permissions.every((permission) => roleRule(role).permits.includes(permission))

test('every mutation is ordered by somebody here', () => {
  expect(without, 'add an order in testing/walk/orders.ts').toEqual([])
})

/** Asked with a session: by whom it is refused, and who gets past that check. */
const asked = orders.filter(({ isOpen }) => isOpen !== true)
const isAllowed = (role: Role, order: Order) => order.ownRule === undefined && may(role, order)
const askerOf = (role: Role): Client => askers.get(role) ?? admin

/** One wish serves all who are refused, unless it names what is the asker's own. */
const shared = new Map<Order, object>()
async function inputFor(role: Role, order: Order): Promise<object> {
  if (order.isOfAsker === true) return await order.input(askerOf(role), house, admin)
  const input = shared.get(order) ?? (await order.input(admin, house, admin))
  shared.set(order, input)
  return input
}

describe.each(ROLES)('without the permission nothing happens: %s', (role) => {
  const refused = asked.filter((order) => !isAllowed(role, order))
  const inputOf = nothingChangesBy(refused, (order) => inputFor(role, order))

  test.each(refused.map((order) => [order.name, order] as const))('%s', async (_name, order) => {
    const codes = refusals(await send(askerOf(role), order, inputOf(order)), order)
    expect(codes).toEqual([order.ownRule ?? 'NOT_PERMITTED'])
    counts.refused++
  })
})

describe('with the permission an order gets past that check', () => {
  test.each(asked.map((order) => [order.name, order] as const))('%s', async (_name, order) => {
    const accepted: Role[] = []
    for (const role of ROLES.filter((one) => isAllowed(one, order))) {
      const client = askerOf(role)
      const codes = refusals(await send(client, order, await order.input(client, house, admin)), order)
      expect(codes, role).not.toContain('NOT_PERMITTED')
      if (codes.length === 0) accepted.push(role)
      counts.accepted++
    }
    // an order that is refused to everybody for another reason would show nothing
    if (order.ownRule === undefined) expect(accepted).not.toEqual([])
    counts.orders++
  })
})

describe('a program with every scope that a key can have', () => {
  const scopes = scopesOf('OPERATIONS')
  beforeAll(async () => {
    program = new Program(house.url, await makeKey(house, admin, scopes))
  })
  const isPermitted = ({ permissions }: Order) => permissions.every((permission) => scopes.includes(permission))
  const ordered = (order: Order) => FOR_PROGRAMS.includes(order.mutation) && isPermitted(order)

  test.each(orders.filter(ordered).map((order) => [order.name, order] as const))('%s', async (_name, order) => {
    const input = await order.input(program, house, admin)
    expect(refusals(await send(program, order, input), order)).not.toContain('NOT_PERMITTED')
    counts.byPrograms++
  })

  describe('orders nothing else', () => {
    const others = orders.filter((order) => !ordered(order))
    const inputOf = nothingChangesBy(others)

    test.each(others.map((order) => [order.name, order] as const))('%s', async (_name, order) => {
      const answer = await send(program, order, inputOf(order))
      if (FOR_PROGRAMS.includes(order.mutation)) expect(refusals(answer, order)).toEqual(['NOT_PERMITTED'])
      else expect([answer.codes, answer.data ?? undefined]).toEqual([['FORBIDDEN'], undefined])
      counts.byPrograms++
    })
  })
})

/** A client that shows a key instead of a cookie. */
class Program extends Client {
  readonly #key: string

  constructor(url: string, key: string) {
    super(url)
    this.#key = key
  }

  override async post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return await super.post(body, { authorization: `Bearer ${this.#key}`, ...headers })
  }
}

describe('without a session', () => {
  test.each(orders.filter(({ isOpen }) => isOpen === true).map((order) => [order.name, order] as const))(
    '%s is open to everybody',
    async (_name, order) => {
      const input = await order.input(admin, house, admin)
      expect((await send(house.stranger(), order, input)).errors).toEqual([])
    },
  )

  describe('nothing else is answered', () => {
    const closed = orders.filter(({ isOpen }) => isOpen !== true)
    const inputOf = nothingChangesBy(closed)

    test.each(closed.map((order) => [order.name, order] as const))('%s', async (_name, order) => {
      const answer = await send(house.stranger(), order, inputOf(order))
      expect([answer.status, answer.codes, answer.data]).toEqual([401, ['UNAUTHENTICATED'], undefined])
      counts.nobody++
    })
  })
})

/** What somebody whose session is locked may do: open it, leave, or come in anew. */
const WHILE_LOCKED = [
  'login',
  'loginPasskeyStart',
  'logout',
  'sessionUnlock',
  'sessionUnlockStart',
  'invitationAccept',
  'boardOpen',
  'providerLoginStart',
]

describe('in a locked session', () => {
  let locked: Client
  const kept = orders.filter(({ mutation }) => !WHILE_LOCKED.includes(mutation))
  beforeAll(async () => {
    const { cookie } = await house.as('admin@cup.test')
    house.clock.advance(IDLE_LOCK_MS)
    locked = new Client(house.url, cookie)
  })
  const inputOf = nothingChangesBy(kept)

  test.each(kept.map((order) => [order.name, order] as const))('%s', async (_name, order) => {
    const answer = await send(locked, order, inputOf(order))
    expect([answer.codes, answer.data ?? undefined]).toEqual([['SESSION_LOCKED'], undefined])
    counts.locked++
  })
})

test('the counts of this walk', ({ task }) => {
  counts.mutations = rootFields(schema, 'mutation').length
  task.meta.counts = counts
  console.log(`walk of the roles: ${JSON.stringify(counts)}`)
})
