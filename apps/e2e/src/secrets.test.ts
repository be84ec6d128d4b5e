import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@budeng/sdk'
import { deriveSecrets, fromBase64url } from '@budeng/protocol'
import { draftEnrolment, enrol, type Identity, mqttTransport, systemRandom } from '@budeng/terminal'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { clientOf } from './api.ts'
import { demoCode, demoLogin } from './demo.ts'
import type { House } from './house.ts'
import { houseWithIdleMachines, IdleMachine } from './idle-machines.ts'
import { prepareBerth } from './own-terminal.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

/** A number that a card could have; it does not stand here in full. */
const CARD = `4${'1'.repeat(15)}`

let house: House
let admin: Client
let identities: readonly Identity[]
/** What must not be printed, by what it is. */
const secrets = new Map<string, string>([['card number', CARD]])

beforeAll(async () => {
  ;({ house, identities } = await houseWithIdleMachines(1, { BUDENG_LOG_LEVEL: 'trace' }))
  admin = await clientOf(house, 'admin')
})
afterAll(async () => {
  await admin?.close()
  await house?.stop()
})

test('a house at log level trace prints no secret, whatever is done to it', async () => {
  knowFiles()
  await people()
  await enrolments()
  await terminals()
  const printed = withoutDemoLogins(house.output())
  // it did print: both servers, at the finest level
  expect(printed.length).toBeGreaterThan(1_000)
  expect(secrets.size).toBeGreaterThan(25)
  const found = [...secrets].filter(([, secret]) => printed.includes(secret)).map(([what]) => what)
  expect(found).toEqual([])
})

/** Private keys, sealing keys, what the demonstration keeps of people and machines, and what follows from it. */
function knowFiles(): void {
  const keysDir = join(house.dataDir, 'keys')
  for (const name of readdirSync(keysDir).filter((file) => file.endsWith('.key')))
    for (const [index, line] of readFileSync(join(keysDir, name), 'utf8').split(/\s+/).entries())
      if (line.length > 30) secrets.set(`${name} line ${index}`, line)
  const demo = join(house.dataDir, 'demo')
  const texts = JSON.stringify(readFileSync(join(demo, 'people.json'), 'utf8'))
  for (const [, name, value = ''] of texts.matchAll(/\\"(\w*(?:password|secret|totp|seed)\w*)\\":\\"([^"\\]{8,})\\"/gi))
    secrets.set(`${name} of the demonstration ${secrets.size}`, value)
  for (const identity of identities) knowIdentity('machine', identity)
}

function knowIdentity(what: string, identity: Pick<Identity, 'mqttSecret' | 'k' | 'seed'>): void {
  for (const [name, value] of Object.entries({ mqtt: identity.mqttSecret, k: identity.k, seed: identity.seed }))
    know(`${what} ${name}`, value)
  for (const [name, key] of Object.entries(deriveSecrets(fromBase64url(identity.k) ?? Buffer.alloc(0))))
    know(`${what} K.${name}`, key.toString('base64url'))
}

/** In both spellings in which bytes are printed. */
function know(what: string, value: string): void {
  secrets.set(what, value)
  secrets.set(`${what} as hex`, (fromBase64url(value) ?? Buffer.from(value)).toString('hex'))
}

async function graphql(query: string, variables: object, cookie = '') {
  const headers = { 'content-type': 'application/json', accept: 'application/json', cookie }
  return await fetch(`${house.httpUrl}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  })
}

/** Logs in rightly and wrongly, and sends what the API cannot take. */
async function people(): Promise<void> {
  const { email, password } = demoLogin(house, 'admin')
  const wrong = 'Wr0ng-and-never-printed'
  secrets.set('wrong password', wrong)
  secrets.set('password', password)
  const login = 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }'
  await graphql(login, { input: { email, password: wrong } })
  await graphql(login, { input: { email, password: wrong, unheardOf: wrong } })
  await graphql(`mutation { login(input: {email: "${email}", password: "${wrong}"}) { nothing } }`, {})
  const totp = await demoCode(house, email)
  const answer = await graphql(login, { input: { email, password, factor: { totp } } })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  know('session', cookie.split('=')[1] ?? '')
  await graphql('{ viewer { person { id } } }', {}, cookie)
  await graphql('{ viewer { person { id } } }', {}, `${cookie}x`)
  await fetch(`${house.httpUrl}/nowhere?session=${cookie.split('=')[1]}`, { headers: { cookie } })
}

/** An enrolment, its code guessed, used again and used for another serial number. */
async function enrolments(): Promise<void> {
  const berth = await prepareBerth(house, 'SECRET-1')
  secrets.set('enrolment code', berth.code)
  secrets.set('enrolment code, plain', berth.code.replaceAll('-', ''))
  const draft = draftEnrolment('SECRET-1', systemRandom)
  expect(await enrol(house.httpUrl, '0000-0000-0000-0000', draft)).toMatchObject({ reason: 'REFUSED' })
  const enrolled = await enrol(house.httpUrl, berth.code, draft)
  if (!enrolled.ok) throw new Error(enrolled.reason)
  knowIdentity('enrolled', enrolled.identity)
  for (const serial of ['SECRET-1', 'SECRET-2'])
    expect(await enrol(house.httpUrl, berth.code, draftEnrolment(serial, systemRandom))).toMatchObject({ ok: false })
}

/** A terminal signs on by command, complains with a card number, and somebody knocks with a wrong secret. */
async function terminals(): Promise<void> {
  const [identity] = identities as [Identity]
  const machine = new IdleMachine(house, identity)
  await machine.start()
  const { acquirer, tid, device } = identity
  const terminalId = (await admin.terminalByTid(acquirer, tid))?.id ?? ''
  const append = machine.store.append.bind(machine.store)
  machine.store.append = (...entries) => {
    for (const entry of entries)
      if (entry.e === 'ring' && entry.entry.command?.ticket !== undefined) know('ticket', entry.entry.command.ticket)
    append(...entries)
  }
  const relogin = { terminalId, command: { relogin: {} } }
  await admin.commandRequest({ ...relogin, reason: `asked for ${CARD}` }).catch(() => undefined)
  const { id } = await admin.commandRequest({ ...relogin, reason: 'asked' })
  expect(await admin.commandEnd(id)).toMatchObject({ state: 'SUCCEEDED' })
  expect(secrets.has('ticket')).toBe(true)
  machine.terminal.reportFault('HW_PRINTER_NO_PAPER', true, 'MINOR', `card ${CARD}`)
  let isOver = false
  const wrong = 'knocking-with-a-secret-of-somebody-else-000'
  secrets.set('wrong MQTT secret', wrong)
  const will = { topic: `pos/v1/${acquirer}/${tid}/up/hb`, payload: Buffer.from('x') }
  mqttTransport(`mqtt://127.0.0.1:${house.mqttPort}`).open(
    { clientId: device, password: wrong, subscribe: `pos/v1/${acquirer}/${tid}/down`, will },
    { connected: () => undefined, message: () => undefined, closed: () => (isOver = true) },
  )
  await until(() => isOver, { what: () => 'the wrong secret is refused' })
  await until(() => machine.terminal.view.waiting === 0, { what: () => 'everything is acknowledged' })
  machine.stop()
}

/** The demonstration's logins are shown on purpose, once, in a block of their own. */
function withoutDemoLogins(text: string): string {
  const from = text.indexOf('Demo logins')
  const to = text.indexOf('Connect a terminal', from)
  return from < 0 ? text : text.slice(0, from) + text.slice(to)
}
