import { expect, test } from 'vitest'
import { type Ordered, orderedOf } from './ordered.ts'

test.each<[string, unknown, readonly Ordered[]]>([
  ['BACKUP', {}, []],
  ['BACKUP', null, []],
  [
    'SOFTWARE_UPDATE',
    { model: 'A920', version: '5.0.0', bytes: 16_384, sha256: 'abc', signature: 'xyz' },
    [
      { kind: 'VERSION', value: 'A920 5.0.0' },
      { kind: 'SHA256', value: 'abc' },
    ],
  ],
  ['MESSAGE_SHOW', { text: 'Please wait.' }, [{ kind: 'MESSAGE', value: 'Please wait.' }]],
  ['RELOGIN', { level: 'BOTH' }, [{ kind: 'LEVEL', value: 'BOTH' }]],
  ['LOGS_UPLOAD', { sinceHours: 24 }, [{ kind: 'MEMBER', name: 'sinceHours', value: '24' }]],
  // what a later version adds is shown by its name, and not dropped
  [
    'RELOGIN',
    { level: 'NEW', quietly: true },
    [
      { kind: 'MEMBER', name: 'level', value: 'NEW' },
      { kind: 'MEMBER', name: 'quietly', value: 'true' },
    ],
  ],
])('%s %j', (type, params, expected) => {
  expect(orderedOf(type, params)).toEqual(expected)
})

test('a message from the list is shown in its words', () => {
  const [message] = orderedOf('MESSAGE_SHOW', { template: 'CHECK_PAPER' })
  expect(message?.value).toMatch(/printer paper/)
})
