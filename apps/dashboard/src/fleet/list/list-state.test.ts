import { describe, expect, test } from 'vitest'
import { runningPlace } from '../software/running-place.ts'
import { DEFAULT_COLUMNS, readListState, writeColumns, writeSort } from './list-state.ts'

describe('the URL says what the list shows', () => {
  test('an empty URL is everything, by TID', () => {
    expect(readListState({})).toEqual({
      filter: {},
      orderBy: { field: 'TID', direction: 'ASC' },
      columns: DEFAULT_COLUMNS,
      density: 'compact',
    })
  })

  test('a full one', () => {
    const state = readListState({
      q: '海底捞',
      presence: 'ONLINE,DEGRADED',
      signOn: 'SIGNED_OFF',
      model: 'PAX A920,N910',
      version: '4.2.0,5.0.0-rc.1',
      label: 'VIP,旗舰店',
      fault: '1',
      open: '0',
      offline: 'PT1H',
      org: 'org_1',
      sort: '-since',
      density: 'roomy',
    })
    expect(state.filter).toEqual({
      q: '海底捞',
      presence: ['ONLINE', 'DEGRADED'],
      signOn: ['SIGNED_OFF'],
      models: ['PAX A920', 'N910'],
      appVersions: ['4.2.0', '5.0.0-rc.1'],
      labels: ['VIP', '旗舰店'],
      hasFault: true,
      hasOpenCommand: false,
      offlineFor: 'PT1H',
      organisationId: 'org_1',
    })
    expect(state.orderBy).toEqual({ field: 'PRESENCE_SINCE', direction: 'DESC' })
    expect(state.density).toBe('roomy')
  })

  test('what it does not know is left out: an old link still opens', () => {
    expect(readListState({ presence: 'SLEEPING', sort: 'colour', fault: 'maybe', cols: 'nonsense' })).toEqual(
      readListState({}),
    )
  })

  test('a package leads to the terminals that run it, and to none that is out of use', () => {
    const { to, search } = runningPlace({ model: 'A920', version: '5.0.0' })
    expect([to, readListState(search).filter]).toEqual([
      '/terminals',
      { models: ['A920'], appVersions: ['5.0.0'], states: ['REGISTERED', 'ACTIVE', 'SUSPENDED'] },
    ])
  })

  test('full-width input is understood', () => {
    expect(readListState({ q: ' １００１６９１９ ' }).filter.q).toBe('10016919')
    expect(readListState({ q: '   ' }).filter).toEqual({})
  })
})

describe('columns', () => {
  test('stand in their own order, state and TID always among them', () => {
    expect(readListState({ cols: 'model,batch' }).columns).toEqual(['presence', 'tid', 'model', 'batch'])
  })

  test('the usual ones leave no trace in the URL', () => {
    expect(writeColumns([...DEFAULT_COLUMNS].reverse())).toBeUndefined()
    expect(writeColumns(['presence', 'tid', 'batch'])).toBe('presence,tid,batch')
  })
})

test('sort', () => {
  expect(writeSort('since', 'descend')).toBe('-since')
  expect(writeSort('tid', 'ascend')).toBe('tid')
  expect(writeSort('tid', null)).toBeUndefined()
})
