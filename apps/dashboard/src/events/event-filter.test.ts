import { expect, test } from 'vitest'
import { readEventFilter } from './event-filter.ts'

test('a full URL', () => {
  expect(
    readEventFilter({
      type: 'CommandRequested,CommandEnded',
      terminal: 'trm_1',
      subject: 'cmd_1',
      since: '2026-06-01T08:00:00+08:00',
      until: '2026-06-02T00:00:00Z',
    }),
  ).toEqual({
    types: ['CommandRequested', 'CommandEnded'],
    terminalId: 'trm_1',
    subject: 'cmd_1',
    since: '2026-06-01T00:00:00.000Z',
    until: '2026-06-02T00:00:00.000Z',
  })
})

test('what is not understood is left out', () => {
  expect(readEventFilter({ type: 'drop table', terminal: 'cmd_1', since: 'yesterday', subject: '' })).toEqual({})
})
