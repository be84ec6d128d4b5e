import { describe, expect, test } from 'vitest'
import { href, parseSearch, paths, safeReturn, stringifySearch } from './paths.ts'

test('every URL of the dashboard', () => {
  const urls = {
    overview: href(paths.overview()),
    login: href(paths.login('/terminals?presence=OFFLINE')),
    terminals: href(paths.terminals({ presence: 'ONLINE,DEGRADED', signOn: 'SIGNED_OFF' })),
    terminal: href(paths.terminal('trm_1', { tab: 'commands' })),
    request: href(paths.request('trm_1', 'RELOGIN')),
    commands: href(paths.commands({ open: '1' })),
    command: href(paths.command('cmd_1')),
    bulkActions: href(paths.bulkActions()),
    bulkPreview: href(paths.bulkPreview('sel_1', 'RELOGIN')),
    bulkAction: href(paths.bulkAction('blk_1', { state: 'FAILED' })),
    approvals: href(paths.approvals()),
    events: href(paths.events({ type: 'CommandRequested' })),
  }
  expect(urls).toMatchInlineSnapshot(`
    {
      "approvals": "/approvals",
      "bulkAction": "/bulk/blk_1?state=FAILED",
      "bulkActions": "/bulk",
      "bulkPreview": "/bulk/new/sel_1?type=RELOGIN",
      "command": "/commands/cmd_1",
      "commands": "/commands?open=1",
      "events": "/events?type=CommandRequested",
      "login": "/login?return=/terminals%3Fpresence%3DOFFLINE",
      "overview": "/",
      "request": "/terminals/trm_1?do=RELOGIN",
      "terminal": "/terminals/trm_1?tab=commands",
      "terminals": "/terminals?presence=ONLINE,DEGRADED&signOn=SIGNED_OFF",
    }
  `)
})

describe('query text', () => {
  test('survives the way to the URL and back', () => {
    const search = { q: '海底捞 & co', presence: 'ONLINE,OFFLINE', tz: 'utc', unknown: 'kept' }
    expect(parseSearch(stringifySearch(search))).toEqual(search)
  })

  test('empty values are left out', () => {
    expect(stringifySearch({ q: '', presence: undefined })).toBe('')
  })
})

describe('return address after login', () => {
  test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', undefined])(
    '%s is refused',
    (text) => {
      expect(safeReturn(text)).toBe('/')
    },
  )

  test('a path of ours is taken', () => {
    expect(safeReturn('/terminals/trm_1?tab=health')).toBe('/terminals/trm_1?tab=health')
  })
})
