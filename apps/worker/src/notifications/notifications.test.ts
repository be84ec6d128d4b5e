import { createHmac } from 'node:crypto'
import type { DestinationAddress, DestinationKind, DestinationSecret, NotificationRuleTerms } from '@budeng/fleet'
import { MINUTE, SECOND } from '@budeng/kernel'
import {
  claimDeliveries,
  insertTestDelivery,
  type NotificationDeliveryRow,
  notificationDeliveriesByIds,
  notificationTurn,
  overdueTurn,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  Sequencer,
  silentLog,
} from '@budeng/storage'
import { byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { type Branch, handClock, makeBranch, makeTerminal, scopeAt } from '@budeng/storage/fleet-fixture'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MESSAGE_LEASE_MS } from '../limits.ts'
import { sealLink } from '../worker.fixture.ts'
import { type Arrived, MailHouse, makeDestination, makeRule, Receiver } from './notifications.fixture.ts'
import { Notifier } from './notifier.ts'
import { post } from './post.ts'

// a Saturday, 16:00 in Shanghai
const clock = handClock(Date.parse('2026-11-28T08:00:00Z'))
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const { owner, worker, app, database } = await openDoors(clock, 'owner', 'worker', 'app')
const write = byPlatform(owner)
const branch = await write((unit) => makeBranch(unit, 'a'))
const other = await write((unit) => makeBranch(unit, 'b'))
const terminalId = await write((unit) => makeTerminal(unit, branch))
const sequencer = new Sequencer({ url: database.url, role: 'worker' }, silentLog)
const [receiver, mails] = [await new Receiver().open(), await new MailHouse().open()]
const notifier = new Notifier({
  ...{ storage: worker, log: silentLog, sealLink, publicUrl: 'https://budeng.test', ring: () => undefined },
  ...{ inside: [receiver.origin, `smtp://127.0.0.1:${mails.port}`], clockFactor: 1 },
})
const turn = () => byPlatform(worker)((unit) => notificationTurn(unit, 2_000))
// the record is read from here on
beforeAll(turn)
afterAll(async () => {
  await sequencer.close()
  await Promise.all([receiver.close(), mails.close()])
})
/** Each test begins with nobody who is told anything. */
beforeEach(async () => {
  await write((unit) => unit.execute('update notification_destination set enabled = false, removed_at = now()'))
  receiver.arrived.length = 0
})

/** Everything that was written is in its order, and was read. */
async function read(): Promise<void> {
  const waiting = () => owner.read(PLATFORM_SCOPE, (db) => db.query('select from event_pending limit 1'))
  await expect.poll(waiting, { timeout: 20_000, interval: 5 }).toEqual([])
  while ((await turn()) > 0);
}

/** Sends what is due, until nothing is. */
async function send(): Promise<void> {
  await notifier.turn()
  await notifier.close()
}

async function tell(at: Branch, type: string, data: object, count = 1): Promise<void> {
  const terminal = scopeAt(at, terminalId)
  await write(async (unit) => {
    const event = { type, subject: 'alr_1', path: at.store.path, terminal, data, at: clock.now() }
    unit.append(Array.from({ length: count }, () => event))
  })
  await read()
}

const RAISED = { alert: 'SEC_TAMPER', severity: 'CRITICAL', again: false }
const robot = (path: string, signing: string | null = null) => ({ url: `${receiver.origin}${path}`, signing })

async function destination(
  kind: DestinationKind,
  secret: DestinationSecret,
  rule: Partial<NotificationRuleTerms> | null = {},
  address?: DestinationAddress,
): Promise<string> {
  return await write(async (unit) => {
    const id = await makeDestination(unit, branch.agent, kind, secret, address)
    if (rule !== null) await makeRule(unit, branch.agent, id, rule)
    return id
  })
}

async function tested(id: string): Promise<NotificationDeliveryRow | undefined> {
  const path = branch.agent.path
  const deliveryId = await write((unit) => insertTestDelivery(unit, { id, path }))
  await send()
  return (await owner.read(PLATFORM_SCOPE, (db) => notificationDeliveriesByIds(db, [deliveryId])))[0]
}

async function deliveriesOf(id: string): Promise<NotificationDeliveryRow[]> {
  const ids = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string }>('select id from notification_delivery where destination_id = $1', [id]),
  )
  return await owner.read(PLATFORM_SCOPE, (db) =>
    notificationDeliveriesByIds(
      db,
      ids.map((one) => one.id),
    ),
  )
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64')

describe('a message is signed as its receiver asks', () => {
  test('企业微信: markdown, the key in the address is all', async () => {
    receiver.behaviours.set('/wecom', () => ({ status: 200, body: '{"errcode":0,"errmsg":"ok"}' }))
    const id = await destination('WECOM', robot('/wecom?key=abc'))
    expect(await tested(id)).toMatchObject({ state: 'DELIVERED', attempts: 1 })
    const [arrived] = receiver.at('/wecom')
    expect(arrived?.query.get('key')).toBe('abc')
    expect(JSON.parse(arrived?.body ?? '')).toMatchObject({
      msgtype: 'markdown',
      markdown: { content: expect.stringContaining('Test notification') },
    })
  })

  test('钉钉: timestamp and sign in the address', async () => {
    receiver.behaviours.set('/ding', ({ query }) => {
      const isRight = query.get('sign') === hmac('SECabc', `${query.get('timestamp')}\nSECabc`)
      return {
        status: 200,
        body: JSON.stringify(isRight ? { errcode: 0 } : { errcode: 310000, errmsg: 'sign not match' }),
      }
    })
    expect(await tested(await destination('DINGTALK', robot('/ding?access_token=t', 'SECabc')))).toMatchObject({
      state: 'DELIVERED',
    })
    const refused = await tested(await destination('DINGTALK', robot('/ding', 'SECother')))
    expect(refused).toMatchObject({ state: 'FAILED', attempts: 1 })
    expect(refused?.answers).toMatchObject([{ ok: false, code: 'ROBOT_310000', note: 'sign not match' }])
  })

  test('飞书: timestamp and sign in the body', async () => {
    receiver.behaviours.set('/lark', ({ body }) => {
      const { timestamp, sign } = JSON.parse(body) as { timestamp: string; sign: string }
      const isRight =
        sign === hmac(`${timestamp}\nsecret`, '') && Math.abs(Date.now() / 1_000 - Number(timestamp)) < 3_600
      return { status: 200, body: JSON.stringify({ code: isRight ? 0 : 19021, msg: 'sign match fail' }) }
    })
    expect(await tested(await destination('FEISHU', robot('/lark', 'secret')))).toMatchObject({ state: 'DELIVERED' })
    expect((await tested(await destination('FEISHU', robot('/lark', 'other'))))?.answers).toMatchObject([
      { ok: false, code: 'ROBOT_19021', note: 'sign match fail' },
    ])
  })

  test('a program: Standard Webhooks, and nothing of the answer is kept but its status', async () => {
    receiver.behaviours.set('/hook', () => ({ status: 200, body: 'inner words' }))
    const delivery = await tested(await destination('WEBHOOK', robot('/hook', SECRET)))
    expect(delivery?.answers).toMatchObject([{ ok: true, code: 'HTTP_200', note: null }])
    const [arrived] = receiver.at('/hook')
    const { headers, body }: Pick<Arrived, 'headers' | 'body'> = arrived ?? { headers: {}, body: '' }
    expect(headers['webhook-id']).toBe(delivery?.id)
    const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.')
    expect(headers['webhook-signature']).toBe(`v1,${hmac(Buffer.alloc(32, 7), signed)}`)
    expect(JSON.parse(body)).toMatchObject({ type: 'notification.test', version: 1 })
  })

  test('mail: by name and password, with the same Message-ID each time; a refusal is told as it was said', async () => {
    const mail = {
      ...{ host: '127.0.0.1', port: mails.port, security: 'NONE' as const, user: 'budeng', from: 'b@budeng.test' },
    }
    const to = ['desk@bank.test', 'night@bank.test']
    const id = await destination('EMAIL', { password: 'right' }, {}, { mail: { ...mail, to } })
    const delivery = await tested(id)
    expect(delivery?.answers).toMatchObject([{ ok: true, code: 'SMTP_250' }])
    expect(mails.mails).toMatchObject([{ user: 'budeng', to }])
    expect(mails.mails[0]?.text).toContain(`Message-ID: <${delivery?.id}@budeng.test>`)
    const wrong = await tested(await destination('EMAIL', { password: 'wrong' }, {}, { mail: { ...mail, to } }))
    expect(wrong?.answers).toMatchObject([{ ok: false, code: 'SMTP_535', note: expect.stringContaining('Bad name') }])
    const nobody = { mail: { ...mail, to: ['nobody@bank.test'] } }
    const unknown = await tested(await destination('EMAIL', { password: 'right' }, {}, nobody))
    expect(unknown?.answers).toMatchObject([{ ok: false, code: 'SMTP_550' }])
  })
})

describe('what happens is told', () => {
  test('once, from its severity on, with names and a link, and to nobody elsewhere', async () => {
    const id = await destination('WEBHOOK', robot('/told', SECRET))
    await write(async (unit) => {
      await makeRule(unit, branch.agent, id)
      const far = await makeDestination(unit, other.agent, 'WEBHOOK', robot('/far', SECRET))
      await makeRule(unit, other.agent, far)
    })
    await tell(branch, 'AlertRaised', { ...RAISED, severity: 'MINOR' })
    await tell(branch, 'TerminalFaultSet', { fault: 'SEC_TAMPER' })
    await tell(branch, 'AlertRaised', RAISED)
    await send()
    const [arrived, ...more] = receiver.arrived
    expect(more).toEqual([])
    const { data } = JSON.parse(arrived?.body ?? '') as { data: { total: number; title: string; items: object[] } }
    expect(data).toMatchObject({ total: 1, title: '[critical] Alert: Tampering detected · T0000000' })
    expect(data.items).toMatchObject([
      { topic: 'ALERT_RAISED', tid: 'T0000000', url: `https://budeng.test/terminals/${terminalId}` },
    ])
    // the record is read anew from its beginning: nobody is told twice
    await write((unit) =>
      unit.execute(`update work_position set position = '{"feed":"0"}' where name = 'NOTIFICATIONS'`),
    )
    await read()
    clock.advance(MINUTE)
    await send()
    expect(receiver.arrived).toHaveLength(1)
    const [sent] = await deliveriesOf(id)
    const seenFrom = async (path: string) =>
      (await app.read({ path }, (db) => notificationDeliveriesByIds(db, [sent?.id ?? '']))).length
    expect([await seenFrom(branch.agent.path), await seenFrom(other.acquirer.path)]).toEqual([1, 0])
  })

  test('outside the hours elsewhere', async () => {
    const night = await destination('WEBHOOK', robot('/night', SECRET), null)
    const hours = { days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '09:00', to: '18:00' } as const
    await destination('WEBHOOK', robot('/day', SECRET), { hours, outsideId: night })
    await tell(branch, 'AlertRaised', RAISED)
    await send()
    expect(receiver.arrived.map(({ path }) => path)).toEqual(['/night'])
  })

  test('when its time ran out with nobody on it', async () => {
    await destination('WEBHOOK', robot('/late', SECRET), { topics: ['SLA_MISSED'] })
    const overdue = () => worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => overdueTurn(unit, 100))
    await overdue()
    await write((unit) =>
      unit.execute(
        `insert into alert (id, terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, subject, severity, raised_at, raises, last_raised_at, state, standing, due_at, version)
         select 'alr_late', id, acquirer_id, agent_id, merchant_id, store_id, path, 'OFFLINE', 'MAJOR', $2, 1, $2, 'RAISED', true, $3, 1 from terminal where id = $1`,
        [terminalId, new Date(clock.now()), new Date(clock.now() + MINUTE)],
      ),
    )
    clock.advance(MINUTE + 1)
    await overdue()
    await overdue()
    await read()
    await send()
    expect(
      receiver.at('/late').map(({ body }) => (JSON.parse(body) as { data: { title: string } }).data.title),
    ).toEqual(['[major] Alert not acknowledged in time: Not heard from · T0000000'])
  })

  test('a storm is a few messages, and none is lost', async () => {
    const id = await destination('WECOM', robot('/storm'))
    receiver.behaviours.set('/storm', () => ({ status: 200, body: '{"errcode":0}' }))
    await tell(branch, 'AlertRaised', RAISED)
    await send()
    await tell(branch, 'AlertRaised', RAISED, 400)
    // one has just gone: the others wait a moment, and go together
    await send()
    expect(receiver.at('/storm')).toHaveLength(1)
    clock.advance(5 * SECOND)
    await send()
    const [, together] = receiver.at('/storm')
    expect(receiver.at('/storm')).toHaveLength(2)
    expect(Buffer.byteLength(together?.body ?? '')).toBeLessThan(4_096)
    expect(together?.body).toContain('400 notifications')
    expect((await deliveriesOf(id)).map(({ total }) => total)).toEqual([1, 400])
  })
})

describe('a message arrives at least once', () => {
  test('after 500 and silence it goes again, by the same id, while others go on; in the end it is given up', async () => {
    const id = await destination('WEBHOOK', robot('/ill', SECRET))
    receiver.behaviours.set('/ill', (_arrived, earlier) => ({ status: earlier < 2 ? 500 : 200 }))
    await tell(branch, 'AlertRaised', RAISED)
    await send()
    await send()
    expect(receiver.at('/ill')).toHaveLength(1)
    clock.advance(6 * SECOND)
    await send()
    clock.advance(MINUTE)
    await send()
    expect(new Set(receiver.at('/ill').map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await deliveriesOf(id)).toMatchObject([{ state: 'DELIVERED', attempts: 3 }])
    // nothing comes back from here on
    receiver.behaviours.set('/ill', () => ({ status: 503 }))
    await tell(branch, 'AlertRaised', RAISED)
    for (let attempt = 0; attempt < 9; attempt++) {
      clock.advance(13 * 60 * MINUTE)
      await send()
    }
    const [, given] = await deliveriesOf(id)
    expect(given).toMatchObject({ state: 'FAILED', attempts: 9 })
    expect(given?.answers.at(-1)).toMatchObject({ ok: false, code: 'HTTP_503' })
    const told = await owner.read(PLATFORM_SCOPE, (db) =>
      db.query(`select data->>'code' as code from event where type = 'NotificationFailed' and subject = $1`, [id]),
    )
    expect(told).toEqual([{ code: 'HTTP_503' }])
  })

  test('a worker that dies between taking and sending it leaves it to the next', async () => {
    const id = await destination('WEBHOOK', robot('/killed', SECRET))
    await tell(branch, 'AlertRaised', RAISED)
    const taken = await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      claimDeliveries(unit, 5, MESSAGE_LEASE_MS),
    )
    expect(taken.map(({ destination: one }) => one.id)).toEqual([id])
    await send()
    expect(receiver.at('/killed')).toHaveLength(0)
    clock.advance(MESSAGE_LEASE_MS)
    await send()
    expect(receiver.at('/killed')[0]?.headers['webhook-id']).toBe(taken[0]?.delivery.id)
    expect(await deliveriesOf(id)).toMatchObject([{ state: 'DELIVERED', attempts: 2 }])
  })

  test('nobody is waited for without end, nor read to the end', async () => {
    receiver.behaviours.set('/silent', () => ({ status: 0 }))
    receiver.behaviours.set('/long', () => ({ status: 200, body: 'x'.repeat(1_000_000) }))
    const inside = new Set([receiver.origin])
    const posting = (path: string) => ({ url: receiver.origin + path, headers: {}, body: '{}' })
    await expect(post(posting('/silent'), inside, 100)).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect((await post(posting('/long'), inside)).body.length).toBeLessThanOrEqual(65_536)
  })
})

test('nothing goes inside unless the installation lists it, and nobody leads elsewhere', async () => {
  receiver.behaviours.set('/moved', () => ({ status: 302 }))
  expect((await tested(await destination('WEBHOOK', robot('/moved', SECRET))))?.answers).toMatchObject([
    { ok: false, code: 'HTTP_302' },
  ])
  expect(receiver.at('/elsewhere')).toEqual([])
  const at = (url: string) => post({ url, headers: {}, body: '{}' }, new Set<string>())
  const names = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '169.254.169.254']
  for (const host of names) await expect(at(`https://${host}/`), host).rejects.toMatchObject({ code: 'ADDRESS_INSIDE' })
  await expect(at(receiver.origin)).rejects.toMatchObject({ code: 'NO_TLS' })
  const mail = {
    host: '127.0.0.1',
    port: 465,
    security: 'TLS' as const,
    user: null,
    from: 'b@x.test',
    to: ['a@x.test'],
  }
  expect((await tested(await destination('EMAIL', { password: null }, {}, { mail })))?.answers).toMatchObject([
    { ok: false, code: 'ADDRESS_INSIDE' },
  ])
})
