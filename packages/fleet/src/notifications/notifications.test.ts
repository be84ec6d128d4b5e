import { MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import {
  composeMessage,
  type Delivery,
  destinationProblem,
  type DestinationWish,
  destinationsFor,
  isOnCall,
  keepsPassword,
  MESSAGE_BYTES_MAX,
  NOTIFICATION_RETRY_MS,
  type NotificationItem,
  notificationRuleProblem,
  type OnCallHours,
  type PlacedRule,
  settle,
  tellingOf,
} from './index.ts'

const at = Date.parse('2026-11-28T08:00:00Z')

describe('who is told', () => {
  const rule: PlacedRule = {
    ...{ id: 'nru_1', destinationId: 'nds_day', path: 'org_a', zone: 'Asia/Shanghai', enabled: true },
    ...{ topics: ['ALERT_RAISED', 'RECOVERY_FAILED'], severity: 'MAJOR', hours: null, outsideId: null },
  }
  const told = (changed: Partial<PlacedRule>, path: string, type: string, data: object) => {
    const telling = tellingOf({ type, data: data as Record<string, unknown> })
    return telling === null ? [] : [...destinationsFor([{ ...rule, ...changed }], path, telling, at).keys()]
  }
  test.each<[string, Partial<PlacedRule>, string, string, object, boolean]>([
    ['an alert below', {}, 'org_a.org_b', 'AlertRaised', { severity: 'CRITICAL' }, true],
    ['an alert of the same severity', {}, 'org_a', 'AlertRaised', { severity: 'MAJOR' }, true],
    ['an alert that matters less', {}, 'org_a', 'AlertRaised', { severity: 'MINOR' }, false],
    ['an alert beside', {}, 'org_ab', 'AlertRaised', { severity: 'CRITICAL' }, false],
    ['an alert above', { path: 'org_a.org_b' }, 'org_a', 'AlertRaised', { severity: 'CRITICAL' }, false],
    ['by a rule that is off', { enabled: false }, 'org_a', 'AlertRaised', { severity: 'CRITICAL' }, false],
    ['another topic', {}, 'org_a', 'IncidentOpened', {}, false],
    ['its own part of an outage', { topics: ['INCIDENT_OPENED'] }, 'org_a', 'IncidentReached', {}, true],
    ['the part of another below', { topics: ['INCIDENT_OPENED'] }, 'org_a.org_b', 'IncidentReached', {}, false],
    ['that its part goes on in a wider one', { topics: ['INCIDENT_ENDED'] }, 'org_a', 'IncidentPartMerged', {}, true],
    [
      'that an outage below goes on in a wider one',
      { topics: ['INCIDENT_ENDED'] },
      'org_a.org_b',
      'IncidentMerged',
      {},
      true,
    ],
    ['a recovery that helped', {}, 'org_a', 'RecoveryEnded', { end: 'RECOVERED' }, false],
    [
      'one that did not, whatever the severity',
      { severity: 'CRITICAL' },
      'org_a',
      'RecoveryEnded',
      { end: 'ESCALATED' },
      true,
    ],
    ['what nobody is told', {}, 'org_a', 'SessionStarted', {}, false],
  ])('%s', (_name, changed, path, type, data, isTold) => {
    expect(told(changed, path, type, data)).toEqual(isTold ? ['nds_day'] : [])
  })
  test('outside the hours somebody else, or nobody', () => {
    const hours: OnCallHours = { days: ['MO'], from: '09:00', to: '18:00' }
    const alert = { severity: 'CRITICAL' }
    expect(told({ hours, outsideId: 'nds_night' }, 'org_a', 'AlertRaised', alert)).toEqual(['nds_night'])
    expect(told({ hours }, 'org_a', 'AlertRaised', alert)).toEqual([])
  })
  test.each([
    ['2026-11-27T00:59:59Z', false],
    ['2026-11-27T01:00:00Z', true],
    ['2026-11-27T09:59:59Z', true],
    ['2026-11-27T10:00:00Z', false],
    // a Saturday
    ['2026-11-28T02:00:00Z', false],
  ])('Friday 09:00 to 18:00 in Shanghai, at %s: %s', (iso, is) => {
    expect(isOnCall({ days: ['FR'], from: '09:00', to: '18:00' }, Date.parse(iso), 'Asia/Shanghai')).toBe(is)
  })
  test.each([
    ['2026-11-27T13:59:00Z', false],
    ['2026-11-27T14:00:00Z', true],
    ['2026-11-27T21:59:00Z', true],
    ['2026-11-27T22:00:00Z', false],
    ['2026-11-28T14:00:00Z', false],
  ])('the night of Friday, 22:00 to 06:00, at %s: %s', (iso, is) => {
    expect(isOnCall({ days: ['FR'], from: '22:00', to: '06:00' }, Date.parse(iso), 'Asia/Shanghai')).toBe(is)
  })
  test('a rule makes sense or says what does not', () => {
    const hours: OnCallHours = { days: ['MO'], from: '09:00', to: '18:00' }
    expect(notificationRuleProblem({ ...rule, hours, outsideId: 'nds_x' }, 'nds_day')).toBeNull()
    expect(notificationRuleProblem({ ...rule, topics: [] }, 'nds_day')).toBe('topics')
    expect(notificationRuleProblem({ ...rule, hours: { ...hours, to: '24:00' } }, 'nds_day')).toBe('hours')
    expect(notificationRuleProblem({ ...rule, outsideId: 'nds_x' }, 'nds_day')).toBe('outsideId')
    expect(notificationRuleProblem({ ...rule, hours, outsideId: 'nds_day' }, 'nds_day')).toBe('outsideId')
  })
})

describe('a destination', () => {
  const robot: DestinationWish = {
    name: 'Desk',
    kind: 'DINGTALK',
    url: 'https://oapi.dingtalk.com/robot/send?access_token=x',
    signing: 'SECx',
    mail: null,
  }
  const mail = {
    host: 'mail.bank.test',
    port: 465,
    security: 'TLS' as const,
    user: 'b',
    from: 'b@bank.test',
    to: ['a@bank.test'],
  }
  const post: DestinationWish = { ...robot, kind: 'EMAIL', url: null, signing: null, mail }
  test.each<[string, DestinationWish, string | null]>([
    ['a robot', robot, null],
    ['mail', post, null],
    ['no name', { ...robot, name: ' ' }, 'name'],
    ['no TLS', { ...robot, url: 'http://x.test/' }, 'url'],
    ['no TLS, but listed', { ...robot, url: 'http://inside.test/1' }, null],
    ['a strange port', { ...robot, url: 'https://x.test:22/' }, 'url'],
    ['a name in the address', { ...robot, url: 'https://a@x.test/' }, 'url'],
    ['another scheme', { ...robot, url: 'file:///etc/passwd' }, 'url'],
    ['企业微信 signs nothing', { ...robot, kind: 'WECOM' }, 'signingSecret'],
    ['a webhook’s secret has a form', { ...robot, kind: 'WEBHOOK' }, 'signingSecret'],
    ['a webhook', { ...robot, kind: 'WEBHOOK', signing: `whsec_${'A'.repeat(43)}=` }, null],
    ['a robot with a mail server', { ...robot, mail }, 'mail'],
    ['mail in the clear', { ...post, mail: { ...mail, security: 'NONE', port: 25 } }, 'mail'],
    ['mail to nobody', { ...post, mail: { ...mail, to: [] } }, 'mail'],
    ['a second header', { ...post, mail: { ...mail, to: ['a@bank.test\r\nBcc: x@y.test'] } }, 'mail'],
  ])('%s', (_name, wish, problem) => {
    expect(destinationProblem(wish, (origin) => origin === 'http://inside.test')).toBe(problem)
  })
  test('a password stays with its server', () => {
    expect(keepsPassword(mail, { ...mail, to: ['c@bank.test'] })).toBe(true)
    for (const changed of [{ host: 'evil.test' }, { port: 587 }, { user: 'c' }, { security: 'STARTTLS' as const }])
      expect(keepsPassword(mail, { ...mail, ...changed })).toBe(false)
  })
})

describe('a message', () => {
  const item = (
    changed: Partial<NotificationItem['facts']> = {},
    severity: NotificationItem['severity'] = 'CRITICAL',
  ): NotificationItem => ({
    ...{ eventId: 'evt_1', topic: 'ALERT_RAISED', severity, at },
    facts: {
      ...{
        type: 'AlertRaised',
        subject: 'alr_1',
        terminalId: 'trm_1',
        tid: '10016919',
        merchant: '海底捞',
        store: '徐汇店',
      },
      ...{ code: 'SEC_TAMPER', detail: null, count: null, of: null, shownBy: null, ...changed },
    },
  })
  const matter = { language: 'zh-CN' as const, zone: 'Asia/Shanghai', publicUrl: 'https://b.test', test: false }
  test('speaks its reader’s language, by the clock of the place', () => {
    const { title, lines, more } = composeMessage({ ...matter, items: [item()], total: 1 })
    expect(title).toBe('[紧急] 告警：检测到拆机 · 10016919')
    expect(lines).toEqual([
      {
        text: '[紧急] 告警：检测到拆机 · 10016919 · 海底捞 / 徐汇店 · 11-28 16:00:00',
        url: 'https://b.test/terminals/trm_1',
      },
    ])
    expect(more).toBeNull()
    expect(composeMessage({ ...matter, language: 'en', items: [item()], total: 1 }).title).toBe(
      '[critical] Alert: Tampering detected · 10016919',
    )
  })
  test('tells what matters most first, stays short, and counts the rest', () => {
    const items = [...Array.from({ length: 40 }, () => item({ store: '店'.repeat(60) }, 'MINOR')), item()]
    const { title, lines, more } = composeMessage({ ...matter, items, total: 500 })
    expect(title).toBe('500 条通知')
    expect(lines[0]?.text).toContain('紧急')
    expect(new TextEncoderLike().bytes(lines.map(({ text, url }) => text + url).join(''))).toBeLessThan(
      MESSAGE_BYTES_MAX,
    )
    expect(more).toBe(`另有 ${500 - lines.length} 条，见页面`)
  })
  test('holds no card number, whatever somebody is called', () => {
    const card = ['4111', '1111', '1111', '1111'].join(' ')
    const text = JSON.stringify(composeMessage({ ...matter, items: [item({ store: card })], total: 1 }))
    expect(text).not.toContain('1111')
  })
})

/** No encoder is there in a core: percent signs count the bytes. */
class TextEncoderLike {
  bytes(text: string): number {
    return encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/g, 'x').length
  }
}

describe('what an answer makes of a message', () => {
  const delivery: Delivery = { test: false, state: 'QUEUED', attempts: 1, nextAt: at, answers: [], endedAt: null }
  const well = { failures: 0, nextAt: at }
  const answer = (ok: boolean) => ({ at, ok, code: ok ? 'HTTP_200' : 'HTTP_500', note: null, tookMs: 5 })
  test('taken: it is over, and the next one waits a moment', () => {
    const after = settle(delivery, { failures: 3, nextAt: at }, answer(true))
    expect(after.delivery).toMatchObject({ state: 'DELIVERED', endedAt: at })
    expect(after.health).toEqual({ failures: 0, nextAt: at + 4 * SECOND })
  })
  test('refused: it is tried later each time, and given up in the end', () => {
    const waits = NOTIFICATION_RETRY_MS.map(
      (_, index) => settle({ ...delivery, attempts: index + 1 }, well, answer(false)).delivery.nextAt - at,
    )
    expect(waits).toEqual(NOTIFICATION_RETRY_MS)
    const last = { ...delivery, attempts: NOTIFICATION_RETRY_MS.length + 1 }
    expect(settle(last, well, answer(false)).delivery).toMatchObject({ state: 'FAILED', endedAt: at })
  })
  test('its destination rests longer each time, but never long', () => {
    const rest = (failures: number) => settle(delivery, { failures, nextAt: at }, answer(false)).health.nextAt - at
    expect([rest(0), rest(1), rest(2), rest(500)]).toEqual([5 * SECOND, 10 * SECOND, 20 * SECOND, 2 * MINUTE])
  })
  test('a test is not repeated, and makes nothing of its destination', () => {
    const after = settle({ ...delivery, test: true }, well, answer(false))
    expect(after.delivery.state).toBe('FAILED')
    expect(after.health.failures).toBe(0)
  })
})
