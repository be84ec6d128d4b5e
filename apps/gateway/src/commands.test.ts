import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSignOnAnswerGenuine, signSignOn, toBase64url, verifyCommand } from '@budeng/protocol'
import { TEST_KEY_LIST } from '@budeng/protocol/testing'
import type { Gateway } from './gateway.ts'
import type { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { TestSigner } from './testing/signer.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let signer: TestSigner
let next = 0

async function joined(): Promise<HandTerminal> {
  const terminal = house.terminal(next++, gateway)
  await terminal.join()
  return terminal
}

interface CommandFacts {
  state: string
  evidence: { kind: string; witness: string; facts: object }[]
  result: { status: string; data?: object } | null
  publishes: number
}

async function commandOf(id: string): Promise<CommandFacts> {
  const [row] = await house.rows<CommandFacts>('select state, evidence, result, publishes from command where id = $1', [
    id,
  ])
  if (row === undefined) throw new Error(`there is no command ${id}`)
  return row
}

const untilState = (id: string, state: string) =>
  until(async () => expect(await commandOf(id)).toMatchObject({ state }))

beforeAll(async () => {
  house = await openHouse(30)
  gateway = await house.gateway()
  signer = await TestSigner.open(house)
})
afterAll(() => house.close())

describe('a command', () => {
  test('goes to its terminal as the bytes that were signed, once, and each fact is kept apart', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    const { token, payload } = await terminal.signed('budeng-command')
    expect(verifyCommand(token, TEST_KEY_LIST)).toMatchObject({ ok: true, payload: { id, type: 'STATUS_GET' } })
    await untilState(id, 'SENT')
    await terminal.say('ack', { id, attempt: 1 })
    await untilState(id, 'ACKNOWLEDGED')
    await terminal.say('result', { id, attempt: 1, status: 'SUCCEEDED', code: 'STATUS', data: { printer: 'OK' } })
    await untilState(id, 'SUCCEEDED')
    expect(payload['seq']).toBe(1)
    expect(await commandOf(id)).toMatchObject({ publishes: 1, result: { data: { printer: 'OK' } } })
    expect(terminal.client.packets.filter(({ cmd }) => cmd === 'publish').length).toBeGreaterThan(0)
  })

  test('waits for a terminal that is not here, and goes when it says hello', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    await terminal.signed('budeng-command')
    await terminal.leave()
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute('update dispatch set wanted_at = created_at where command_id = $1', [id]),
    )
    await terminal.join()
    expect((await terminal.signed('budeng-command')).payload['id']).toBe(id)
  })

  test('is not published to a terminal that did not subscribe', async () => {
    const terminal = house.terminal(next++, gateway)
    await terminal.connect()
    await terminal.publish('hello', terminal.helloBody())
    const id = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    await until(() => expect(gateway.metrics().other['downNotThere']).toBeGreaterThan(1))
    expect(await commandOf(id)).toMatchObject({ publishes: 0 })
  })

  test('under a seal of another key is not tried for ever', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    await terminal.signed('budeng-command')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(`update dispatch set bytes = '\\x00112233', wanted_at = created_at where command_id = $1`, [id]),
    )
    await until(() => expect(gateway.metrics().other['dispatchUnreadable']).toBe(1))
    await until(async () =>
      expect(await house.rows('select from dispatch where command_id = $1 and wanted_at is not null', [id])).toEqual(
        [],
      ),
    )
  })
})

describe('replies', () => {
  test('to a command that nobody gave are kept aside and acknowledged', async () => {
    const terminal = await joined()
    const before = gateway.metrics().quarantined['UNKNOWN_COMMAND'] ?? 0
    const seq = await terminal.say('result', {
      id: house.newId('command'),
      attempt: 1,
      status: 'SUCCEEDED',
      code: 'STATUS',
    })
    await terminal.ack('reply', seq)
    expect(gateway.metrics().quarantined['UNKNOWN_COMMAND']).toBe(before + 1)
  })

  test('to a command of another terminal change nothing', async () => {
    const terminal = await joined()
    const other = await joined()
    const id = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    await terminal.signed('budeng-command')
    await untilState(id, 'SENT')
    await other.say('result', { id, attempt: 1, status: 'SUCCEEDED', code: 'STATUS' })
    expect(await commandOf(id)).toMatchObject({ state: 'SENT' })
    expect(gateway.metrics().quarantined['FOREIGN_COMMAND']).toBe(1)
  })

  test('that come twice and out of order end in one result', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    await terminal.signed('budeng-command')
    const result = { id, attempt: 1, status: 'SUCCEEDED', code: 'STATUS', data: { n: 1 } } as const
    await terminal.say('result', result, 3)
    await terminal.say('ack', { id, attempt: 1 }, 1)
    await terminal.say('result', result, 3)
    await terminal.say('progress', { id, attempt: 1, step: 'LATE' }, 2)
    const ack = await terminal.ack('reply', 3)
    expect(ack.throughSeq).toBe(3)
    await untilState(id, 'SUCCEEDED')
    const ends = await house.rows(`select from event where subject = $1 and type = 'CommandEnded'`, [id])
    expect(ends).toHaveLength(1)
  })

  test('under a number that has other content are kept aside', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    await terminal.signed('budeng-command')
    await terminal.say('result', { id, attempt: 1, status: 'FAILED', code: 'SELF_TEST_FAILED' }, 1)
    await terminal.say('result', { id, attempt: 1, status: 'SUCCEEDED', code: 'STATUS' }, 1)
    expect(gateway.metrics().quarantined['KEY_CONFLICT']).toBe(1)
    expect(await commandOf(id)).toMatchObject({ result: { status: 'FAILED' } })
  })

  test('a huge answer is kept without its figures, and card numbers in it are starred', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'SELF_TEST')
    await terminal.signed('budeng-command')
    const data = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`check${i}`, 'x'.repeat(60)]))
    await terminal.say('result', { id, attempt: 1, status: 'SUCCEEDED', code: 'PASSED', data })
    await untilState(id, 'SUCCEEDED')
    expect((await commandOf(id)).result?.data).toMatchObject({ omitted: 'TOO_LARGE' })
    const second = await signer.order(terminal.device.terminalId, 'STATUS_GET')
    await terminal.signed('budeng-command')
    const note = ['card 411111', '1111111111 declined'].join('')
    await terminal.say('result', { id: second, attempt: 1, status: 'SUCCEEDED', code: 'STATUS', data: { note } })
    await untilState(second, 'SUCCEEDED')
    expect((await commandOf(second)).result?.data).toEqual({ note: 'card **************** declined' })
  })
})

describe('a backup', () => {
  test('is proven when all pieces are here and hash to what the terminal said', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'BACKUP')
    await terminal.signed('budeng-command')
    const whole = Buffer.from('all that is at stake, in three pieces')
    const sha256 = toBase64url(createHash('sha256').update(whole).digest())
    const piece = (index: number) => ({
      id,
      attempt: 1,
      index,
      count: 3,
      sha256,
      bytes: toBase64url(whole.subarray(index * 13, (index + 1) * 13)),
    })
    for (const index of [2, 0, 2, 1]) await terminal.say('chunk', piece(index))
    await terminal.say('result', { id, attempt: 1, status: 'SUCCEEDED', code: 'BACKED_UP' })
    await untilState(id, 'SUCCEEDED')
    const [row] = await house.rows<object>(
      'select chunk_count, size, complete_at is not null as complete from backup where command_id = $1',
      [id],
    )
    expect(row).toEqual({ chunk_count: 3, size: whole.length, complete: true })
    expect((await commandOf(id)).evidence).toMatchObject([{ kind: 'BACKUP_MATCHED', witness: 'PLATFORM' }])
  })

  test('of which one piece differs is not', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'BACKUP')
    await terminal.signed('budeng-command')
    const sha256 = toBase64url(createHash('sha256').update('something else').digest())
    await terminal.say('chunk', {
      id,
      attempt: 1,
      index: 0,
      count: 1,
      sha256,
      bytes: toBase64url(Buffer.from('not that')),
    })
    await terminal.say('result', { id, attempt: 1, status: 'SUCCEEDED', code: 'BACKED_UP' })
    await untilState(id, 'VERIFYING')
    expect((await commandOf(id)).evidence).toEqual([])
    expect(gateway.metrics().other['backupMismatched']).toBe(1)
  })
})

describe('platform sign-on', () => {
  const kcv = 'A1B2C3'

  async function exchange(
    terminal: HandTerminal,
    changes: { ticket?: string; epoch?: number; forged?: boolean; nonce?: string } = {},
  ) {
    await terminal.publish('nonceRequest', {})
    const fresh = (await terminal.down('nonce')).nonce
    const nonce = changes.nonce ?? fresh
    const { ticket, epoch = 1 } = changes
    const claim = { nonce, ticket, device: terminal.device.deviceId, epoch, batch: '000007', kcv }
    const sig = signSignOn(changes.forged ? { ...claim, kcv: 'FFFFFF' } : claim, terminal.device.pair.privateKey)
    await terminal.publish('proof', {
      nonce,
      ...(ticket === undefined ? {} : { ticket }),
      epoch,
      batch: '000007',
      kcv,
      sig,
    })
    return await terminal.down('signon')
  }

  const rowOf = async (terminal: HandTerminal) =>
    (
      await house.rows<object>(
        'select sign_on, batch_no, key_check, sign_on_failures, sign_on_locked_until from terminal where id = $1',
        [terminal.device.terminalId],
      )
    )[0]

  test('is proven by the device key over our nonce', async () => {
    const terminal = await joined()
    const answer = await exchange(terminal)
    expect(answer.result).toBe('SIGNED_ON')
    expect(isSignOnAnswerGenuine(answer, terminal.secrets.ack)).toBe(true)
    expect(await rowOf(terminal)).toMatchObject({ sign_on: 'SIGNED_ON', batch_no: '000007', key_check: kcv })
  })

  test('with the ticket of a re-login is evidence for it; the heartbeat after it is another piece, at once', async () => {
    // other heartbeats are gathered: that would be an hour here
    const patient = await house.gateway({ limits: { heartbeatFlushMs: 3_600_000 } })
    const terminal = house.terminal(next++, patient)
    await terminal.join()
    const id = await signer.order(terminal.device.terminalId, 'RELOGIN', { level: 'TERMINAL' })
    const { payload } = await terminal.signed('budeng-command')
    const ticket = String(payload['ticket'])
    expect(ticket).toBe(signer.ticket(id))
    await untilState(id, 'SENT')
    await terminal.say('ack', { id, attempt: 1 })
    expect((await exchange(terminal, { ticket })).result).toBe('SIGNED_ON')
    terminal.beat({ signOn: 'SIGNED_ON', batch: '000007' })
    await until(async () => {
      const kinds = (await commandOf(id)).evidence.map(({ kind, witness }) => `${kind} by ${witness}`)
      expect(kinds).toEqual(['PLATFORM_SIGN_ON by PLATFORM', 'HEARTBEAT_SIGNED_ON by TERMINAL'])
    })
    const text = JSON.stringify(
      await house.rows('select data from event where terminal_id = $1', [terminal.device.terminalId]),
    )
    expect(text).not.toContain(ticket)
  })

  test.each([
    ['a nonce of its own', { nonce: toBase64url(Buffer.alloc(32, 1)) }, 'NONCE_UNKNOWN'],
    ['a ticket that no command has', { ticket: toBase64url(Buffer.alloc(16, 1)) }, 'TICKET_INVALID'],
    ['a signature over something else', { forged: true }, 'SIGNATURE_INVALID'],
    ['another epoch', { epoch: 9 }, 'EPOCH_MISMATCH'],
  ])('is refused with %s', async (_name, changes, code) => {
    const terminal = await joined()
    expect(await exchange(terminal, changes)).toMatchObject({ result: 'REFUSED', code })
    expect(await rowOf(terminal)).not.toMatchObject({ sign_on: 'SIGNED_ON' })
  })

  test('a nonce is good once, and for a minute', async () => {
    const terminal = await joined()
    await terminal.publish('nonceRequest', {})
    const { nonce } = await terminal.down('nonce')
    const claim = { nonce, device: terminal.device.deviceId, epoch: 1, batch: '1', kcv }
    const proof = { nonce, epoch: 1, batch: '1', kcv, sig: signSignOn(claim, terminal.device.pair.privateKey) }
    await terminal.publish('proof', proof)
    expect((await terminal.down('signon')).result).toBe('SIGNED_ON')
    await terminal.publish('proof', proof)
    expect(await terminal.down('signon')).toMatchObject({ result: 'REFUSED', code: 'NONCE_UNKNOWN' })
    await terminal.publish('nonceRequest', {})
    const late = (await terminal.down('nonce')).nonce
    house.clock.advance(60_000)
    await terminal.publish('proof', {
      ...proof,
      nonce: late,
      sig: signSignOn({ ...claim, nonce: late }, terminal.device.pair.privateKey),
    })
    expect(await terminal.down('signon')).toMatchObject({ result: 'REFUSED', code: 'NONCE_EXPIRED' })
  })

  test('five failures lock it for half an hour, for the right key too; an UNLOCK ends it', async () => {
    const terminal = await joined()
    for (let i = 0; i < 5; i++)
      expect(await exchange(terminal, { forged: true })).toMatchObject({ code: 'SIGNATURE_INVALID' })
    expect(await exchange(terminal)).toMatchObject({ code: 'LOCKED' })
    expect(await rowOf(terminal)).toMatchObject({ sign_on: 'LOCKED' })
    terminal.beat({ signOn: 'SIGNED_OFF' })
    await until(async () =>
      expect(
        await house.rows('select from heartbeat where terminal_id = $1', [terminal.device.terminalId]),
      ).toHaveLength(1),
    )
    expect(await rowOf(terminal)).toMatchObject({ sign_on: 'LOCKED' })
    const id = await signer.order(terminal.device.terminalId, 'UNLOCK')
    await terminal.signed('budeng-command')
    await terminal.say('result', { id, attempt: 1, status: 'NO_OP', code: 'NOT_LOCKED' })
    await untilState(id, 'SUCCEEDED')
    expect(await exchange(terminal)).toMatchObject({ result: 'SIGNED_ON' })
  })
})

describe('a restart', () => {
  test('is proven by the counter and by a new connection after a loss that we saw', async () => {
    const terminal = await joined()
    const id = await signer.order(terminal.device.terminalId, 'REBOOT')
    await terminal.signed('budeng-command')
    await untilState(id, 'SENT')
    await terminal.say('ack', { id, attempt: 1 })
    terminal.client.kill()
    await terminal.client.closed
    await terminal.join({ boot: 2 })
    await terminal.say('boot', { at: null, boot: 2, reason: 'COMMAND' })
    await terminal.say('result', { id, attempt: 1, status: 'SUCCEEDED', code: 'RESTARTED', data: { boot: 2 } })
    await untilState(id, 'SUCCEEDED')
    const kinds = (await commandOf(id)).evidence.map(({ kind }) => kind).sort()
    expect(kinds).toEqual(['BOOT_ROSE', 'CONNECTION_RENEWED'])
  })

  test('with the counter of the first hello unknown still tells the next one', async () => {
    const terminal = await joined()
    const [device] = await house.rows<{ boot: number }>('select boot from device where id = $1', [
      terminal.device.deviceId,
    ])
    expect(device?.boot).toBe(1)
  })
})
