import { CombinedGraphQLErrors, ServerError } from '@apollo/client'
import { describe, expect, test } from 'vitest'
import { faultOf, isSignedOut } from './outcome.ts'

const graphql = (extensions: Record<string, unknown>) =>
  new CombinedGraphQLErrors({ errors: [{ message: 'x', extensions }] })
const http = (status: number) =>
  new ServerError('x', { response: new Response('', { status, headers: { 'x-request-id': 'req_1' } }), bodyText: '' })

describe('what a person is told', () => {
  test.each([
    ['an internal error', graphql({ code: 'INTERNAL', requestId: 'req_1' }), { kind: 'BROKEN', requestId: 'req_1' }],
    ['too much to do', graphql({ code: 'OVERLOADED' }), { kind: 'OVERLOADED', requestId: null }],
    ['an old link', graphql({ code: 'BAD_USER_INPUT' }), { kind: 'REFUSED', requestId: null }],
    ['an unknown code', graphql({}), { kind: 'BROKEN', requestId: null }],
    ['a gateway in front', http(503), { kind: 'OVERLOADED', requestId: 'req_1' }],
    ['a broken server', http(500), { kind: 'BROKEN', requestId: 'req_1' }],
    ['no network', new TypeError('Failed to fetch'), { kind: 'OFFLINE', requestId: null }],
  ])('%s', (_, error, fault) => expect(faultOf(error)).toEqual(fault))
})

test('signed out is told apart from everything else', () => {
  expect(isSignedOut(graphql({ code: 'UNAUTHENTICATED' }))).toBe(true)
  expect(isSignedOut(http(401))).toBe(true)
  expect(isSignedOut(graphql({ code: 'FORBIDDEN' }))).toBe(false)
  expect(isSignedOut(new Error('x'))).toBe(false)
})
