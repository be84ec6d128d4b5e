import { expect, test } from 'vitest'
import { passwordRefusals } from './password.ts'

const person = { email: 'wanglei@example.com', name: 'Wang Lei' }
const codes = (password: string, who = person) => passwordRefusals(password, who).map(({ code }) => code)

test.each([
  ['correct7horse staple'],
  ['mañana-por-la-9-tarde'],
  ['北京烤鸭真好吃再来一份2只'],
  ['demo-ops-2025-terminal'],
])('%j is taken', (password) => {
  expect(codes(password)).toEqual([])
})

test.each([
  ['short1a', ['PASSWORD_TOO_SHORT']],
  ['elevenchar1', ['PASSWORD_TOO_SHORT']],
  ['onlyletterswhere', ['PASSWORD_NEEDS_DIGIT']],
  ['9182736450192', ['PASSWORD_NEEDS_LETTER']],
  [`${'long pass 1 '.repeat(21)}12345`, ['PASSWORD_TOO_LONG']],
  ['Password2024!', ['PASSWORD_COMMON']],
  ['P4ssw0rd2024', ['PASSWORD_COMMON']],
  ['pa55word-pa55word-2', ['PASSWORD_COMMON']],
  ['1qaz2wsx3edc', ['PASSWORD_COMMON']],
  ['qwertyuiop123', ['PASSWORD_COMMON']],
  ['ｑｗｅｒｔｙ１２３４５６', ['PASSWORD_COMMON']],
  ['aaaaaaaaaaa1', ['PASSWORD_COMMON']],
  ['abab1212abab', ['PASSWORD_COMMON']],
  ['my-WangLei-is-9', ['PASSWORD_NAMES_PERSON']],
  ['dear wang lei 77', ['PASSWORD_NAMES_PERSON']],
  ['', ['PASSWORD_TOO_SHORT', 'PASSWORD_NEEDS_LETTER', 'PASSWORD_NEEDS_DIGIT', 'PASSWORD_COMMON']],
])('%j: %j', (password, expected) => {
  expect(codes(password)).toEqual(expected)
})

test('length is counted in characters', () => {
  expect(codes(`${'🙂'.repeat(6)}abcd1`)).toContain('PASSWORD_TOO_SHORT')
  expect(codes(`${'𠮷'.repeat(6)}pqrst1`)).not.toContain('PASSWORD_TOO_SHORT')
})

test('a name too short to mean anybody is no obstacle', () => {
  expect(codes('liberty-bell-1776', { email: 'li@example.com', name: 'Li' })).toEqual([])
})

test('no refusal repeats the password', () => {
  expect(JSON.stringify(passwordRefusals('Password2024!', person))).not.toContain('2024')
})
