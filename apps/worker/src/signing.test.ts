import type { Command } from '@budeng/fleet'
import { KeyRing, unseal, verifyCommand } from '@budeng/protocol'
import { TEST_ADDRESS, TEST_COMMAND_ID, TEST_DEVICE, TEST_KEY_LIST, TEST_NOW, testRing } from '@budeng/protocol/testing'
import { dispatchSealName } from '@budeng/storage'
import { expect, test } from 'vitest'
import { commandDispatch } from './signing.ts'

const sealLink = Buffer.alloc(32, 9)
const to = {
  ...TEST_ADDRESS,
  commandId: TEST_COMMAND_ID,
  deviceId: TEST_DEVICE,
  terminalId: 'trm_1',
  keyListVersion: 1,
}
const order = { correctionId: 'cor_1', epoch: 1, op: 'INSERT', version: 1, patch: {} }
const commandOf = (type: Command['type'], params: Command['params']) =>
  ({ id: TEST_COMMAND_ID, attempt: 1, type, params, notBefore: null, notAfter: TEST_NOW + 60_000 }) as Command

function readBack(command: Command) {
  const { bytes, kind, commandId, attempt } = commandDispatch(
    { ring: () => testRing, sealLink },
    command,
    to,
    1,
    null,
    TEST_NOW,
  )
  const token = unseal(sealLink, bytes, dispatchSealName({ kind, commandId, attempt }))
  return verifyCommand(Buffer.from(token ?? '').toString('utf8'), TEST_KEY_LIST)
}

function signedBy(command: Command): string | null {
  const reading = readBack(command)
  return reading.ok ? reading.kid : reading.reason
}

test('the beginning of its window is under the signature of a command that has one [P-9.16]', () => {
  const reboot = commandOf('REBOOT', {})
  expect(readBack({ ...reboot, notBefore: TEST_NOW })).toMatchObject({ ok: true, payload: { notBefore: TEST_NOW } })
  const reading = readBack(reboot)
  expect(reading.ok && 'notBefore' in reading.payload).toBe(false)
})

test('a correction is signed by a correction key, everything else by a command key', () => {
  expect(signedBy(commandOf('CORRECTION_APPLY', order))).toBe('correction-1')
  expect(signedBy(commandOf('STATUS_GET', {}))).toBe('command-1')
})

test('a worker without a correction key signs no correction', () => {
  const ring = new KeyRing(testRing.newest, [], new Map())
  const sign = () =>
    commandDispatch({ ring: () => ring, sealLink }, commandOf('CORRECTION_APPLY', order), to, 1, null, TEST_NOW)
  expect(sign).toThrow('correction key')
})
