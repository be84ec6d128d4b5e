import { describe, expect, test } from 'vitest'
import { readConnect } from './connect-rules.ts'

const DEVICE = 'dev_01k0000000000000000000d001'
const rules = { keepaliveSecMin: 1, keepaliveSecMax: 1_200, secretNeeded: true, sideConnections: true }
const good = {
  protocolVersion: 4,
  clientId: DEVICE,
  clean: true,
  keepalive: 60,
  username: DEVICE,
  password: Buffer.from('secret'),
} as const
const will = { topic: 'pos/v1/demo/10000001/up/hb', payload: Buffer.from('x'), qos: 1, retain: false } as const

describe('a CONNECT in good form', () => {
  test('names a device', () => {
    expect(readConnect(good, rules)).toEqual({ deviceId: DEVICE, side: false, will: null })
  })
  test('may have a will', () => {
    expect(readConnect({ ...good, will }, rules)).toMatchObject({ will: { topic: will.topic } })
  })
  test('may be the publish-only connection beside it', () => {
    expect(readConnect({ ...good, clientId: `${DEVICE}~pub` }, rules)).toEqual({
      deviceId: DEVICE,
      side: true,
      will: null,
    })
  })
})

describe('a CONNECT is turned away', () => {
  test.each([
    ['MQTT 3.1', { protocolVersion: 3 }, 'BAD_VERSION', 1],
    ['MQTT 5', { protocolVersion: 5 }, 'BAD_VERSION', 1],
    ['no client id', { clientId: '' }, 'BAD_CLIENT_ID', 2],
    ['an id that names no device', { clientId: 'mosq-1234' }, 'BAD_CLIENT_ID', 2],
    ['an inherited name', { clientId: '__proto__' }, 'BAD_CLIENT_ID', 2],
    ['a session to be kept', { clean: false }, 'SESSION_NOT_CLEAN', 2],
    ['no keep-alive', { keepalive: 0 }, 'BAD_KEEPALIVE', 2],
    ['a keep-alive of an hour', { keepalive: 3_600 }, 'BAD_KEEPALIVE', 2],
    ['no user name', { username: undefined }, 'BAD_USER_NAME', 4],
    ['the name of another device', { username: 'dev_01k0000000000000000000d002' }, 'BAD_USER_NAME', 4],
    ['no password', { password: undefined }, 'NO_PASSWORD', 4],
    ['a retained will', { will: { ...will, retain: true } }, 'BAD_WILL', 5],
    ['a will of a megabyte', { will: { ...will, payload: Buffer.alloc(1_000_000) } }, 'BAD_WILL', 5],
    ['a side connection with a will', { clientId: `${DEVICE}~pub`, will }, 'BAD_WILL', 5],
  ] as const)('%s', (_name, changes, reason, code) => {
    expect(readConnect({ ...good, ...changes }, rules)).toEqual({ reason, code })
  })
  test('a side connection where they are off', () => {
    expect(
      readConnect({ ...good, clientId: `${DEVICE}~pub` }, { ...rules, secretNeeded: true, sideConnections: false }),
    ).toEqual({
      reason: 'SIDE_CONNECTION_OFF',
      code: 2,
    })
  })
})
