import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { getNamedType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiSchema } from '../graphql/schema.ts'
import type { Client } from '../testing/client.ts'
import {
  type Everything,
  makeEverything,
  makeTheirOwn,
  requestCommand,
  INVITATION_TOKEN,
} from '../testing/everything.ts'
import { HERMIT_EMAIL, makeColleague, makeHermit } from '../testing/hermit.ts'
import { startHouseOf, startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { ADDRESSES } from '../testing/walk/addresses.ts'
import { cleaned, idsIn, idsInText, nextStep, withoutHouse } from '../testing/walk/documents.ts'
import { kindOfType, randomId } from '../testing/walk/named.ts'
import { nodePaths, nodeTypes, type Path, rootFields, rootPaths } from '../testing/walk/paths.ts'
import { anyHears, firstMessage, messagesOf } from '../testing/walk/live.ts'
import { requiredText } from '../testing/walk/slots.ts'
import { mutationQuestions, questionName, questionsOf, type Side, Walker } from '../testing/walk/walker.ts'

/**
 * The first walk: everything that can be asked, as its owner, as a stranger, and as somebody further down the tree. It is
 * made from the schema: a field, an edge, an argument that names something is walked as soon as it is there, and fails as
 * long as `everything.ts` makes nothing for its owner to find.
 */
const schema = apiSchema()
/**
 * Answers to whoever holds the secret of a link, which is all that its holder needs: people.test.ts. Or by the domain of an
 * address, to everybody alike: sso.test.ts.
 */
const BY_SECRET = ['invitation', 'signInProviders']
/** The walk asks for the first command, which changes no parameters: rollouts/parameters.test.ts asks, as a stranger too. */
const OF_PARAMETERS = ['actionPreview.parameters.before.example']
const QUESTIONS = [...rootPaths(schema, 'query'), ...nodePaths(schema)]
  .flatMap(questionsOf)
  .filter(({ path }) => ![...BY_SECRET, ...OF_PARAMETERS].includes(path.name))
const PREVIEW_IDS = ['linkToId', 'moveToId', 'tariff.tariffId', 'transactionId', 'terminalId', 'caseId']
/** Where an owner of everything finds nothing, and why that is right. */
const NOTHING_THERE: Readonly<Record<string, string>> = {
  'people.nodes(q)': 'nobody is called like the place by which the walk searches',
  'fileImportPreview.lines.fileImport': 'a file that is only looked at is not there',
  'fileImportPreview.lines.transaction': 'and is matched with nothing',
  'Case.sides.looseLines.transaction': 'a loose line is of nothing that we have',
  'Case.hits.evidence.fileLine.fileImport': 'what a hit names leads nowhere: the sides of its case do',
  'Case.hits.evidence.fileLine.transaction': 'nor from there on',
  'correctionBulkPreview.rows.correction': 'what is only looked at is no correction yet',
  'correctionBulkPreview.rows.transaction': 'the row of the walk is of none: cases.test.ts',
  ...Object.fromEntries(
    ['', ...PREVIEW_IDS.map((id) => `(input.${id})`)].map((slot) => [
      `correctionPreview.impact.moves.terminal${slot}`,
      'the walk asks for the first kind, which moves nothing; Correction.impact leads to what was moved',
    ]),
  ),
  ...Object.fromEntries(
    ['organisation', 'plannedBy', 'boards.madeBy'].map((field) => [
      `viewer.boardWatch.${field}`,
      'only a board has one, and it reads no more than what stands on it: watch-boards.test.ts',
    ]),
  ),
  correctionForm: 'a form is of a transaction or a terminal, and here none is named',
  'ledgerAccount.terminal(number)':
    'the first account is an organisation’s; ledgerAccounts leads to those of terminals',
}
/** What is the platform's, not anybody's: it may differ for somebody who has nothing. */
const OF_THE_PLATFORM: Readonly<Record<string, string>> = {
  auditStatus: 'there is one sealed record, and who reads events at an acquirer may check its size and its signed head',
}

/** What answers without a session: it says nothing of anybody. */
const OPEN = [
  ...['login', 'loginPasskeyStart', 'logout', 'invitation', 'invitationAccept', 'boardOpen'],
  ...['signInProviders', 'providerLoginStart'],
]

/** Texts by which things are found, and others that find nothing; the number is of the ledger's first account. */
const KEYS = {
  q: { known: 'Harbin', unknown: 'Nobody' },
  email: { known: 'viewer@cup.test', unknown: 'nobody@cup.test' },
  token: { known: INVITATION_TOKEN, unknown: 'x'.repeat(43) },
  tid: { known: '10000001', unknown: '99999999' },
  serial: { known: 'SN-XUHUI-1001', unknown: 'SN-NOWHERE-99' },
  acquirerCode: { known: 'cup', unknown: 'nix' },
  number: { known: '1', unknown: '999999' },
}

const walker = new Walker(KEYS)
const counts = {
  questions: 0,
  paths: new Set<string>(),
  rows: 0,
  strangerAnswers: 0,
  emptyAnswers: 0,
  seenFromBelow: 0,
  addresses: 0,
}
let house: TestHouse
let emptyHouse: TestHouse<void>
let everything: Everything
let owner: Side
let stranger: Side
let far: Client
let hermit: Client
let hermitAlone: Client

beforeAll(async () => {
  ;[house, emptyHouse] = await Promise.all([startTestHouse(), startHouseOf(makeHermit)])
  const { nodes } = house.fleet
  await makeHermit(house.owner)
  await makeColleague(house.owner, 'ops@else.test', 'admin@else.test', 'ADMIN')
  const [admin, li, deputy] = [
    await house.as('admin@cup.test'),
    await house.as('li@north.test'),
    await house.as('admin@cup.test'),
  ]
  ;[far, hermit, hermitAlone] = await Promise.all([
    house.as('admin@else.test'),
    house.as(HERMIT_EMAIL),
    emptyHouse.as(HERMIT_EMAIL),
  ])
  everything = await makeEverything(house, { admin, li, deputy })
  await makeTheirOwn(house, far)
  owner = { clients: [admin, li, deputy], ids: await everything.idsBelow(nodes.cup.path) }
  stranger = { clients: [far], ids: await everything.idsBelow(nodes.else.path) }
})
afterAll(() => Promise.all([house.close(), emptyHouse.close()]))

describe('what is asked for', () => {
  test.each(nodeTypes(schema).map((type) => type.name))('something of the kind %s exists at the owner', (typeName) => {
    expect(owner.ids[kindOfType(typeName)]?.length ?? 0).toBeGreaterThan(0)
  })

  test.each(QUESTIONS.map((question) => [questionName(question), question] as const))(
    '%s: rows for the owner, and for a stranger the same as if there were none',
    async (name, question) => {
      const found = await walker.owned(question, owner)
      if (name in NOTHING_THERE) expect(found).toBeNull()
      else expect(found, 'the owner finds nothing: make it in everything.ts').not.toBeNull()
      for (const { theirs, random } of await walker.strange(question, owner, stranger, far)) {
        expect(theirs).toBe(random)
        counts.strangerAnswers++
      }
      if (question.path.start.kind !== 'node' && !(question.path.name in OF_THE_PLATFORM)) {
        const ask = (client: Client) => walker.ask(client, question, found?.pair ?? null, 'known', { own: owner.ids })
        const [beside, alone] = await Promise.all([ask(hermit), ask(hermitAlone)])
        expect(withoutHouse(beside.text)).toBe(withoutHouse(alone.text))
        counts.emptyAnswers++
      }
      counts.questions++
      counts.paths.add(question.path.name)
      counts.rows += found?.rows ?? 0
    },
  )
})

describe('a cursor that somebody else was given', () => {
  const lists = QUESTIONS.filter(({ path, slot }) => slot === null && path.fields.length === 0 && isList(path))

  test.each(lists.map((question) => [questionName(question), question] as const))('%s', async (_name, question) => {
    const [admin] = owner.clients
    const { start } = question.path
    const needed = start.kind === 'node' ? '' : requiredText(start.field)
    const page = await (admin ?? far).ask(`{${question.path.name}(first:1${needed}){pageInfo{endCursor}}}`)
    const cursor = String(page.at(`${question.path.name}.pageInfo.endCursor`))
    expect(cursor).not.toBe('undefined')
    const unknown = Buffer.from(
      Buffer.from(cursor, 'base64url')
        .toString()
        .replaceAll(/([a-z]{3})_[0-9a-z]{26}/g, '$1_01m81v9d59fmts8a1kztkak84x'),
    ).toString('base64url')
    const read = async (after: string) => {
      const answer = await far.ask(
        `query($after:String){${question.path.name}(first:20,after:$after${needed}){nodes{id}}}`,
        {
          after,
        },
      )
      expect(idsInText(answer.text).filter((id) => isTheirs(id))).toEqual([])
      return cleaned(answer.text, [after])
    }
    expect(await read(cursor)).toBe(await read(unknown))
    counts.strangerAnswers++
  })
})

/** Where somebody is led up the tree on purpose. */
const LEADS_UP: Readonly<Record<string, string>> = {
  'viewer.grants': 'whoever acts within the grants of agents above sees what is left of them',
}

describe('from further down the tree', () => {
  const PEOPLE = ['li@north.test', 'far@north.test', 'chen@south.test', 'desk@xuhui.test']

  test.each(PEOPLE)('%s is led to nothing outside the own subtree but to the names of those above', async (email) => {
    const client = await house.as(email)
    const own = (await client.ask('{viewer{person{organisation{id}}}}')).at('viewer.person.organisation.id')
    const places = await everything.paths()
    const place = places.get(String(own)) ?? ''
    const isBelow = (id: string) => isWithin(places.get(id) ?? 'nowhere', place)
    const isAbove = (id: string) => id.startsWith('org_') && isWithin(place, places.get(id) ?? 'nowhere')
    const led: string[] = []
    const named = new Set<string>()
    for (const question of QUESTIONS.filter(({ path }) => !(path.name in LEADS_UP)))
      for (const pair of walker.pairs(question, owner.ids).slice(0, 2))
        for (const starts = walker.starts(question, owner.ids).slice(0, 4); ; ) {
          const ids = starts.shift()
          if (ids === undefined) break
          const answer = await walker.ask(client, question, pair, 'known', { ids, own: owner.ids, below: nextStep })
          if (answer.codes.includes('QUERY_TOO_COMPLEX') && ids.length > 1) {
            starts.unshift(...ids.map((id) => [id]))
            continue
          }
          expect(answer.codes, questionName(question)).not.toContain('QUERY_TOO_COMPLEX')
          const outside = idsIn(answer.data).filter((id) => !isBelow(id) && !isAbove(id))
          led.push(...outside.map((id) => `${questionName(question)}: ${id}`))
          const asked = [...ids, pair?.known]
          const others = idsInText(answer.text).filter((id) => !isBelow(id) && !asked.includes(id))
          for (const id of others) named.add(id)
          counts.seenFromBelow++
        }
    expect([...new Set(led)]).toEqual([])
    // a fact may name who did it, and the action that it is part of, by an id: it opens nothing
    for (const chunk of chunksOf([...named], 50)) {
      const opened = await client.ask('query($ids:[ID!]!){nodes(ids:$ids){id}}', { ids: chunk })
      expect(idsIn(opened.data)).toEqual([])
    }
  })
})

describe('what is pushed', () => {
  const pushes = rootPaths(schema, 'subscription').flatMap(questionsOf)
  const documentFor = (...[question, pair, which]: Parameters<Walker['documentOf']>) =>
    walker.documentOf(question, pair, which, { also: { since: '0' } })
  const subscribe = (client: Client, ...asked: Parameters<Walker['documentOf']>) =>
    messagesOf(client, documentFor(...asked))

  test.each(pushes.map((question) => [questionName(question), question] as const))('%s', async (name, question) => {
    const [admin] = owner.clients
    const documents = walker.pairs(question, owner.ids).map((pair) => documentFor(question, pair, 'known'))
    const isSaid = (text: string) => (question.path.leadsToNode ? idsInText(text).length > 0 : text.includes('"data"'))
    expect(await anyHears(admin ?? far, documents, isSaid), name).toBe(true)
    for (const pair of walker.pairs(question, owner.ids).slice(0, 3)) {
      if (question.slot?.isRequired !== true) continue
      const [theirs, random] = [
        await firstMessage(subscribe(far, question, pair, 'known')),
        await firstMessage(subscribe(far, question, pair, 'unknown')),
      ]
      expect(cleaned(theirs, [pair?.known ?? ''])).toBe(cleaned(random, [pair?.unknown ?? '']))
      counts.strangerAnswers++
    }
    counts.questions++
    counts.paths.add(question.path.name)
  })

  test('whoever follows all that changes hears of the own things only', async () => {
    for (const question of pushes.filter(({ slot, path }) => slot === null && path.leadsToNode)) {
      const lines = {
        theirs: subscribe(owner.clients[0] ?? far, question, null, 'known'),
        own: subscribe(far, question, null, 'known'),
      }
      await requestCommand(owner.clients[0] ?? far, house.fleet.terminals.xuhui[6]?.id, { statusGet: {} })
      expect(await lines.theirs.until((text) => idsInText(text).some(isTheirs))).toBe(true)
      await requestCommand(far, house.fleet.terminals.elseStore[1]?.id, { statusGet: {} })
      const mine = house.fleet.terminals.elseStore[1]?.id ?? ''
      expect(await lines.own.until((text) => text.includes(mine))).toBe(true)
      expect(idsInText(lines.own.text()).filter(isTheirs)).toEqual([])
      await Promise.all([lines.theirs.close(), lines.own.close()])
    }
  })
})

describe('what a stranger orders', () => {
  const orders = rootFields(schema, 'mutation')
    .flatMap(mutationQuestions)
    .filter(({ at }) => !OPEN.includes(at?.name ?? ''))

  test.each(orders.map((question) => [questionName(question), question] as const))(
    '%s: refused as for what does not exist',
    async (_name, question) => {
      const order = async (pair: Parameters<Walker['ask']>[2], which: 'known' | 'unknown') => {
        // wrong codes are counted, whatever they are for
        await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
          await unit.execute('delete from login_failure')
          await unit.execute('delete from recovery where path <@ $1::ltree', [house.fleet.nodes.else.path])
        })
        const answer = await walker.ask(far, question, pair, which, { own: stranger.ids })
        // what they order for themselves gets an id of its own
        const said = withoutHouse(cleaned(answer.text, [pair?.[which] ?? '']))
        // the hash of a wish covers what it names
        return said.replaceAll(/"hash":"[0-9a-f]{64}"/g, '')
      }
      const pairs = walker.pairs(question, owner.ids)
      expect(pairs.length).toBeGreaterThan(0)
      for (const pair of pairs.slice(0, 3)) {
        expect(await order(pair, 'known')).toBe(await order(pair, 'unknown'))
        counts.strangerAnswers++
      }
      counts.questions++
      counts.paths.add(question.path.name)
    },
  )
})

describe('what is fetched', () => {
  test('every address is known', () => {
    expect(house.api.addresses.filter((one) => !one.startsWith('HEAD ') && !(one in ADDRESSES))).toEqual([])
  })

  test('nothing of anybody is there for whoever asks without knowing more', async () => {
    for (const address of house.api.addresses.filter((one) => one.startsWith('GET '))) {
      const response = await fetch(`${house.url}${address.slice('GET '.length)}`, { headers: { cookie: far.cookie } })
      expect(idsInText(await response.text()).filter(isTheirs), address).toEqual([])
      counts.addresses++
    }
  })

  // few, because exports are rationed
  test.each([
    ['/audit/events.csv', 'terminalId', 'terminal'],
    ['/audit/events.jsonl', 'subject', 'command'],
  ] as const)('%s: rows for the owner, none for a stranger', async (address, member, kind) => {
    const [admin] = owner.clients
    const take = async (client: Client, filter: object) => {
      const query = encodeURIComponent(JSON.stringify(filter))
      const response = await fetch(`${house.url}${address}?filter=${query}`, { headers: { cookie: client.cookie } })
      expect(response.status).toBe(200)
      return await response.text()
    }
    const theirs = kind === 'terminal' ? (house.fleet.terminals.xuhui[0]?.id ?? '') : (owner.ids.command?.at(-1) ?? '')
    const random = randomId(kind)
    const [some, none] = [
      await take(admin ?? far, { [member]: theirs }),
      await take(admin ?? far, { [member]: random }),
    ]
    expect(some.split('\n').length).toBeGreaterThan(none.split('\n').length)
    expect(cleaned(await take(far, { [member]: theirs }), [theirs])).toBe(
      cleaned(await take(far, { [member]: random }), [random]),
    )
    counts.strangerAnswers++
    expect(await take(hermit, { types: ['CommandRequested'] })).toBe(none)
    counts.emptyAnswers++
  })

  test('the export of organisations has rows for the owner, and for others only their own', async () => {
    const take = async (client: Client) =>
      await (
        await fetch(`${(client === hermitAlone ? emptyHouse : house).url}/export/organisations.csv`, {
          headers: { cookie: client.cookie },
        })
      ).text()
    expect(await take(owner.clients[0] ?? far)).toContain('North Agency')
    expect(await take(far)).not.toContain('North Agency')
    expect(await take(hermit)).toBe(await take(hermitAlone))
    counts.emptyAnswers++
  })

  test('an import under an organisation of somebody else says what it says of none', async () => {
    const send = async (parent: string) => {
      const response = await fetch(`${house.url}/import/organisations?dryRun=1`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', cookie: far.cookie },
        body: `类型,编码,名称,上级\n商户,walked,Walked,${parent}\n`,
      })
      // that of the file
      return cleaned(await response.text(), [parent]).replace(/"hash":"[^"]+"/, '')
    }
    expect(await send('north')).toBe(await send('nowhere'))
    expect(await send(house.fleet.nodes.north.id)).toBe(await send(randomId('node')))
    counts.strangerAnswers += 2
  })
})

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

test('the counts of this walk', ({ task }) => {
  const figures = { ...counts, paths: counts.paths.size }
  task.meta.counts = figures
  console.log(`walk of the stranger: ${JSON.stringify(figures)}`)
})

function isList({ start }: Path): boolean {
  return (
    start.kind === 'query' &&
    getNamedType(start.field.type).name.endsWith('Connection') &&
    start.field.args.some(({ name }) => name === 'after')
  )
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`)
}

function isTheirs(id: string): boolean {
  return Object.values(owner.ids).some((ids) => ids.includes(id))
}
