import { describe, expect, test } from 'vitest'
import { newPassword } from './demo/password.ts'
import { readEnvironment } from './environment.ts'
import { readyBlocks } from './house/blocks.ts'
import { paint, table } from './output.ts'

test('columns stand under each other, also behind Chinese', () => {
  const text = table(
    ['TID', 'STORE', 'X'],
    [
      ['10016905', '清泉便利（徐汇店）', 'a'],
      ['1', 'Blue Door', 'b'],
    ],
  )
  expect(text.split('\n')).toEqual([
    'TID       STORE               X',
    '10016905  清泉便利（徐汇店）  a',
    '1         Blue Door           b',
  ])
})

test('colour is only where it is wanted, and never alone', () => {
  expect(paint({ json: false, colour: false }, 'green', 'ok')).toBe('ok')
  expect(paint({ json: false, colour: true }, 'green', 'ok')).toBe('\u001b[32mok\u001b[0m')
})

test('passwords of the demo can be read out, and no two are alike', () => {
  const passwords = Array.from({ length: 50 }, newPassword)
  for (const password of passwords) expect(password).toMatch(/^([a-z]{6}-){4}\d{4}$/)
  expect(new Set(passwords).size).toBe(50)
})

describe('the blocks of a start', () => {
  const person = {
    label: 'agent',
    name: '李强',
    role: 'AGENT',
    nodeKey: 'x',
    language: 'zh-CN',
    timeZone: 'UTC',
  } as const
  const people = [{ ...person, email: 'agent@hushang.example', password: 'p-1', totpSecret: 'x' }]

  test('are three: addresses, logins, a terminal of your own', () => {
    const text = readyBlocks(readEnvironment({ BUDENG_HTTP_PORT: '4100' }), people, {
      acquirer: 'huaxin',
      tid: '10016900',
    })
    expect(text.match(/^\S.*$/gm)).toEqual(['Addresses', 'Demo logins', 'Connect a terminal of your own'])
    expect(text).toContain('http://127.0.0.1:4100/graphql')
    expect(text).toContain('http://127.0.0.1:4010/screens')
    expect(text).toContain('agent@hushang.example  p-1  agent')
    expect(text).toContain('enrol-code 10016900 --acquirer huaxin')
  })

  test('in production there are no demo logins and no simulated host', () => {
    const text = readyBlocks(readEnvironment({ NODE_ENV: 'production' }), [], null)
    expect(text.match(/^\S.*$/gm)).toEqual(['Addresses', 'Connect a terminal of your own'])
    expect(text).not.toContain('4010')
  })
})
