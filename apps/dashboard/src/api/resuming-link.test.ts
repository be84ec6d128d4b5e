import { ApolloLink, execute, gql } from '@apollo/client'
import type { Client, Sink } from 'graphql-ws'
import { expect, test } from 'vitest'
import { positionIn, ResumingLink } from './resuming-link.ts'

const document = gql`
  subscription Changes($since: Position) {
    changes(since: $since) {
      position
    }
  }
`

/** A connection that says what it would send now, as graphql-ws does anew at each reconnect. */
function connection() {
  let payload: { variables?: Record<string, unknown> | null } = {}
  let sink: Sink<never> | undefined
  let stopped = false
  const client: Pick<Client, 'subscribe'> = {
    subscribe: (asked, listener) => {
      payload = asked
      sink = listener
      return () => {
        stopped = true
      }
    },
  }
  return {
    client,
    sent: () => structuredClone({ ...payload.variables }),
    arrives: (position: string) => sink?.next({ data: { changes: { position } } } as never),
    breaks: (fault: unknown) => sink?.error(fault),
    isStopped: () => stopped,
  }
}

function subscribe(client: Pick<Client, 'subscribe'>, variables: Record<string, unknown>) {
  const seen: unknown[] = []
  const faults: unknown[] = []
  const link = ApolloLink.from([new ResumingLink(client)])
  const subscription = execute(link, { query: document, variables }, { client: {} as never }).subscribe({
    next: (result) => seen.push(result.data),
    error: (fault) => faults.push(fault),
  })
  return { seen, faults, stop: () => subscription.unsubscribe() }
}

test('the first time it sends what was asked for', () => {
  const wire = connection()
  subscribe(wire.client, { since: '7', filter: 'x' })
  expect(wire.sent()).toEqual({ since: '7', filter: 'x' })
})

test('after a reconnect it goes on from the last position that arrived', () => {
  const wire = connection()
  const { seen } = subscribe(wire.client, { filter: 'x' })
  wire.arrives('41')
  wire.arrives('42')
  expect(seen).toHaveLength(2)
  expect(wire.sent()).toEqual({ since: '42', filter: 'x' })
})

test('an end by the server is an error that a screen can show, and leaving ends it', () => {
  const wire = connection()
  const { faults } = subscribe(wire.client, {})
  wire.breaks([{ message: 'no' }])
  expect(faults[0]).toBeInstanceOf(Error)
  const other = connection()
  subscribe(other.client, {}).stop()
  expect(other.isStopped()).toBe(true)
})

test.each([
  [{ changes: { position: '9' } }, '9'],
  [{ changes: { position: 9 } }, undefined],
  [{ changes: null }, undefined],
  [null, undefined],
])('the position of %j is %s', (data, position) => {
  expect(positionIn(data)).toBe(position)
})
