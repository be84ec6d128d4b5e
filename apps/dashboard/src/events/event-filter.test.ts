import { expect, test } from 'vitest'
import { exportAddress, readEventFilter } from './event-filter.ts'

test('a full URL', () => {
  expect(
    readEventFilter({
      type: 'CommandRequested,CommandEnded',
      terminal: 'trm_1',
      subject: 'cmd_1',
      actor: 'usr_1',
      behalf: 'usr_2',
      address: '192.0.2.7',
      kind: 'PLATFORM,PERSON,NOBODY',
      since: '2026-06-01T08:00:00+08:00',
      until: '2026-06-02T00:00:00Z',
    }),
  ).toEqual({
    types: ['CommandRequested', 'CommandEnded'],
    terminalId: 'trm_1',
    subject: 'cmd_1',
    actorId: 'usr_1',
    behalfOf: 'usr_2',
    address: '192.0.2.7',
    actorKinds: ['PERSON', 'PLATFORM'],
    since: '2026-06-01T00:00:00.000Z',
    until: '2026-06-02T00:00:00.000Z',
  })
})

test('an export has the filter of the list', () => {
  expect(exportAddress({}, 'csv')).toBe('/audit/events.csv')
  expect(exportAddress({ actorId: 'usr_1', types: undefined }, 'jsonl')).toBe(
    '/audit/events.jsonl?filter=%7B%22actorId%22%3A%22usr_1%22%7D',
  )
})

test('what is not understood is left out', () => {
  expect(readEventFilter({ type: 'drop table', terminal: 'cmd_1', since: 'yesterday', subject: '' })).toEqual({})
})
