import type { AnyRefusal } from '../graphql/refused.ts'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ACCESS_REFUSAL_CODES, ROLES } from '@budeng/access'
import { BUDGET_PERIODS } from '@budeng/kernel'
import {
  CAUSE_CODES,
  CAUSE_EVIDENCE_CODES,
  FAULT_CODES,
  GROUP_KINDS,
  RELOGIN_OBSTACLES,
  COMMAND_STATES,
  COMMAND_TYPES,
  DEFERRAL_REASONS,
  EVIDENCE_KINDS,
  PRESENCES,
  PLAYBOOK_IDS,
  PLAYBOOKS,
  PREVIEW_KINDS,
  RECOVERY_ENDS,
  RECOVERY_REASONS,
  WORK_ORDER_REASONS,
  RECOVERY_WARNINGS,
  STEP_OUTCOMES,
  WORK_ORDER_STATES,
  REFUSAL_CODES,
  REMOVALS,
  RESULT_CODES,
  ROLLOUT_PLAN_PROBLEMS,
  ROLLOUT_WHY_CODES,
  SIGN_ON_STATES,
  TIERS,
  WHY_CODES,
  WITNESSES,
} from '@budeng/fleet'
import { HostSignOnResult } from '@budeng/protocol'
import { AUTH_STATES, RECORD_TYPES, REVERSAL_STATES } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { API_REFUSAL_CODES, CANCEL_REFUSALS, GRANT_TERMS, STEPS } from './catalogue.ts'
import {
  AUTOMATIC_OBSTACLES,
  CORRECTION_KINDS,
  CORRECTION_PROBLEMS,
  CORRECTION_REFUSALS,
  CORRECTION_STATES,
  EXPLANATION_CODES,
  RULE_VERSIONS,
  WAIVE_GROUNDS,
} from '@budeng/corrections'
import { BULK_ROW_PROBLEMS, CORRECTION_API_REFUSALS, CORRECTION_ENDS } from './correction-words.ts'
import {
  CATALOGUES,
  causeText,
  chosenLanguage,
  eventText,
  explanationText,
  factsOf,
  LANGUAGES,
  obstacleText,
  previewText,
  type Reader,
  rolloutWhyText,
  skippedText,
  userError,
  whyText,
} from './language.ts'
import { ruleSentence } from './rule-words.ts'

/** No record: tests, what imitates, and screens. */
const TOLD_NOWHERE = ['**/*.test.ts', '**/*.fixture.ts', '**/testing/**', '**/apps/{bench,dashboard,e2e}/**']
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

const english: Reader = { language: 'en', timeZone: 'UTC' }
const chinese: Reader = { language: 'zh-CN', timeZone: 'Asia/Shanghai' }
const AT = Date.parse('2026-11-05T13:36:27Z')

describe('both catalogues', () => {
  const lists: Readonly<Record<string, readonly string[]>> = {
    refusals: [
      ...[...REFUSAL_CODES, ...ACCESS_REFUSAL_CODES, ...API_REFUSAL_CODES],
      ...[...CORRECTION_REFUSALS, ...CORRECTION_API_REFUSALS],
    ],
    correctionProblems: [...CORRECTION_PROBLEMS, ...AUTOMATIC_OBSTACLES, ...CORRECTION_ENDS, ...BULK_ROW_PROBLEMS],
    correctionKinds: CORRECTION_KINDS,
    correctionStates: CORRECTION_STATES,
    waiveGrounds: WAIVE_GROUNDS,
    explanations: EXPLANATION_CODES,
    authStates: AUTH_STATES,
    reversalStates: REVERSAL_STATES,
    recordTypes: RECORD_TYPES,
    why: WHY_CODES,
    previews: PREVIEW_KINDS,
    causes: CAUSE_CODES,
    causeEvidence: CAUSE_EVIDENCE_CODES,
    reloginObstacles: RELOGIN_OBSTACLES,
    neighbourhoods: GROUP_KINDS,
    faults: FAULT_CODES,
    commands: COMMAND_TYPES,
    states: COMMAND_STATES,
    deferrals: DEFERRAL_REASONS,
    presences: PRESENCES,
    hostSignOnResults: HostSignOnResult.options,
    signOns: SIGN_ON_STATES,
    locks: ['true', 'false'],
    results: RESULT_CODES,
    cancelRefusals: CANCEL_REFUSALS,
    removals: REMOVALS,
    periods: BUDGET_PERIODS,
    terms: GRANT_TERMS,
    roles: ROLES,
    steps: STEPS,
    evidence: EVIDENCE_KINDS,
    witnesses: WITNESSES,
    playbooks: PLAYBOOK_IDS,
    recoverySteps: [...new Set(PLAYBOOK_IDS.flatMap((id) => PLAYBOOKS[id].steps.map((step) => step.id)))],
    stepOutcomes: STEP_OUTCOMES,
    recoveryWarnings: RECOVERY_WARNINGS,
    recoveryEnds: RECOVERY_ENDS,
    recoveryReasons: RECOVERY_REASONS,
    workOrderReasons: WORK_ORDER_REASONS,
    workOrderStates: WORK_ORDER_STATES,
    rolloutWhys: ROLLOUT_WHY_CODES,
    rolloutCauses: ROLLOUT_WHY_CODES,
    planProblems: ROLLOUT_PLAN_PROBLEMS,
    tiers: TIERS,
  }

  test.each(LANGUAGES)('%s has one sentence for every code of the cores, and no other', (language) => {
    for (const [table, codes] of Object.entries(lists)) {
      const sentences = CATALOGUES[language][table as keyof (typeof CATALOGUES)['en']] as Record<string, string>
      expect([table, Object.keys(sentences).sort()]).toEqual([table, [...new Set(codes)].sort()])
      for (const sentence of Object.values(sentences)) expect(sentence.trim()).not.toBe('')
    }
  })

  test('have the same figures in each pair of sentences', () => {
    const figures = (sentence: string) => [...sentence.matchAll(/\{[^}]+\}/g)].map(([figure]) => figure).sort()
    const { en, 'zh-CN': zh } = CATALOGUES
    for (const [table, sentences] of Object.entries(en))
      if (typeof sentences === 'object')
        for (const [code, sentence] of Object.entries(sentences as Record<string, string>))
          expect([code, figures((zh[table as 'why'] as Record<string, string>)[code] ?? '')]).toEqual([
            code,
            figures(sentence),
          ])
  })

  test.each(LANGUAGES)('%s says of each version of a rule what that one looks for', (language) => {
    const sentences = RULE_VERSIONS.map((rule) => ruleSentence(rule, language))
    expect(new Set(sentences).size).toBe(RULE_VERSIONS.length)
  })

  test('know every fact that any room writes', () => {
    const rooms = globSync(`${ROOT}/{packages,apps}/*/src/**/*.ts`, { exclude: TOLD_NOWHERE })
    const written = rooms.flatMap((file) => {
      const named = readFileSync(file, 'utf8').matchAll(/\btype: ([^,{}]*'[A-Z][A-Za-z]+'[^,{}]*)/g)
      return [...named].flatMap(([, value = '']) => value.match(/(?<=')[A-Z][a-z]+(?:[A-Z][a-z]*)+(?=')/g) ?? [])
    })
    expect(written.length).toBeGreaterThan(100)
    // the second half of a name is written by itself where the first is of many things
    const known = Object.keys(CATALOGUES.en.events)
    expect([...new Set(written)].filter((type) => !known.some((one) => one.endsWith(type)))).toEqual([])
  })
})

describe('a sentence', () => {
  test('holds its figures, in the zone and language of the reader', () => {
    expect(whyText({ code: 'OFFLINE_SINCE', params: { since: AT } }, english)).toContain('13:36:27 UTC')
    expect(whyText({ code: 'OFFLINE_SINCE', params: { since: AT } }, chinese)).toContain('21:36:27')
    expect(whyText({ code: 'WAITS_FOR_EVIDENCE', params: { missing: 'HOST_ECHO HOST_SIGN_ON' } }, chinese)).toContain(
      '主机回响测试、主机签到',
    )
    expect(
      userError(
        { code: 'NOT_AFTER_OUT_OF_RANGE', params: { askedMs: 1, minMs: 30_000, maxMs: 7 * 86_400_000 } },
        english,
      ).message,
    ).toBe('The time limit must be between 30 seconds and 7 days.')
  })

  test('of a rule names records by the numbers on the slip, witnesses in words and totals in their currency', () => {
    const facts = { place: '10016936:000407:000020:FIN', terminal: '451.00', source: 'HOST', there: '450.00' }
    expect(explanationText('AMOUNT_MISMATCH', facts, english)).toBe(
      'Trace 000020 of batch 000407: the terminal says 451.00, the host says 450.00.',
    )
    expect(explanationText('AMOUNT_MISMATCH', facts, chinese)).toBe(
      '批次 000407 流水号 000020：终端为 451.00，主机为 450.00。',
    )
    const totals = {
      tid: '10016936',
      batch: '000407',
      line: 'CNY/2 DOMESTIC DEBIT',
      terminal: '2035000',
      own: '2035300',
    }
    expect(explanationText('TOTALS_MISMATCH', totals, chinese)).toBe(
      '终端 10016936 批次 000407 的内卡借记合计不符：终端 CNY 20,350.00，本方记录 CNY 20,353.00。',
    )
  })

  test('what terminals of an incident have in common is a word', () => {
    const data = { kind: 'CELL', key: '460-00', widerKind: 'HOST', widerKey: 'cup' }
    expect(eventText('IncidentMerged', data, english)).toBe('Incident cell 460-00 is a part of a wider one: host cup.')
    expect(eventText('IncidentMerged', data, chinese)).toBe('事件 基站 460-00 并入范围更大的事件：主机 cup。')
  })

  test('of missing evidence names what is needed together, and what any of is enough', () => {
    const refusal: AnyRefusal = { code: 'EVIDENCE_MISSING', params: { missing: 'HOST+FILE DOCUMENT' } }
    expect(userError(refusal, english).message).toBe(
      'Evidence is missing: the host and the acquirer’s file, or a document.',
    )
    expect(userError(refusal, chinese).message).toBe('缺少证据：主机与收单文件，或凭证。')
  })

  test('names an alert in words', () => {
    expect(eventText('AlertRaised', { alert: 'OFFLINE' }, english)).toBe('Alert: Not heard from.')
    expect(eventText('AlertRaised', { alert: 'AUTH_LOGGED_OUT' }, chinese)).toBe('告警：未签到。')
    const step = { step: 'incident', outcome: 'FAILED' }
    expect(eventText('RecoveryStepEnded', { ...step, note: 'PART_OF_INCIDENT' }, english)).toContain(
      'part of an incident',
    )
    expect(eventText('RecoveryStepEnded', { ...step, note: 'nobody is there' }, english)).toContain('nobody is there')
  })

  test('does without a figure that is not there', () => {
    expect(eventText('CommandRunning', { step: null }, english)).toBe('The terminal is at it.')
    expect(eventText('CommandRunning', { step: 'HOST_ECHO' }, english)).toBe(
      'The terminal is at it. Echo test with the host.',
    )
    expect(whyText({ code: 'OFFLINE_SINCE', params: {} }, english)).toBe('The terminal is offline since –; it waits.')
    expect(eventText('CommandRunning', { step: null }, english)).toBe('The terminal is at it.')
    expect(eventText('SomethingNew', {}, english)).toBe('SomethingNew')
    expect(eventText('toString', {}, english)).toBe('toString')
  })

  test('has words for the code of a result; what only a vendor knows is shown as it is', () => {
    for (const reader of [english, chinese])
      for (const why of ['TERMINAL_FAILED', 'TERMINAL_REJECTED', 'RETRY_PLANNED'])
        for (const code of RESULT_CODES)
          expect(whyText({ code: why, params: { code, attempt: 2, notBefore: AT } }, reader)).not.toContain(code)
    expect(whyText({ code: 'TERMINAL_FAILED', params: { code: 'HOST_BUSY' } }, english)).toBe(
      'The terminal could not do it: its host is ill for the moment.',
    )
    expect(whyText({ code: 'TERMINAL_FAILED', params: { code: 'VENDOR_E17' } }, english)).toContain('VENDOR_E17')
    expect(whyText({ code: 'TERMINAL_FAILED', params: { code: 'toString' } }, english)).toContain('toString')
  })

  test('says why a rollout is where it is, and why a terminal of it was skipped', () => {
    const stopped = { code: 'TOO_MANY_BAD', params: { bad: 1, known: 20 } }
    expect(rolloutWhyText(stopped, english)).toBe('Stopped by itself: of 20 results 1 are bad.')
    expect(rolloutWhyText(stopped, chinese)).toContain('20 个结果中有 1 个不良')
    expect(skippedText('NOT_ALLOWED:NO_DEVICE', english)).toBe(
      'Skipped: not allowed. No device is enrolled for this terminal.',
    )
    expect(skippedText('MOVED', english)).toBe('It was moved meanwhile.')
  })

  test('reads evidence out of an event, and the reason out of a preview', () => {
    const evidence = { kind: 'HOST_ECHO', witness: 'HOST', at: AT, facts: {} }
    expect(eventText('CommandEvidenceFound', { evidence }, english)).toBe('Evidence: host echo, by the host.')
    expect(previewText({ kind: 'NOT_ALLOWED', code: 'NO_DEVICE' }, english)).toBe(
      'Skipped: not allowed. No device is enrolled for this terminal.',
    )
    expect(previewText({ kind: 'DEFERRED', code: 'BUSY' }, english)).toBe('The terminal will put it off: busy.')
    expect(previewText({ kind: 'CONFLICTING', code: 'RELOGIN' }, chinese)).toBe('跳过：重新签到进行中。')
    const because = [
      { code: 'HOST_CODE', params: { hostCode: '77' } },
      { code: 'FAULT_SEEN', params: { fault: 'AUTH_LOGGED_OUT', since: AT } },
      { code: 'NEIGHBOURS_TOO', params: { kind: 'CELL', count: 4, of: 6 } },
    ] as const
    expect(causeText({ code: 'SIGN_ON_LOST', evidence: because }, english)).toEqual({
      text: 'The sign-on is lost',
      evidence: [
        'The host answered 77 at the last sign-on.',
        expect.stringMatching(/^We see: Signed out \(AUTH_LOGGED_OUT\), since .*13:36:27 UTC/),
        '4 of 6 others that were looked at on its radio cell have the same.',
      ],
    })
    expect(obstacleText({ code: 'HOST_IS_ILL', params: { hostCode: '96' } }, chinese)).toBe(
      '主机应答 96：主机自身异常，请等待其恢复',
    )
  })

  test('gives programs its figures without persons, moments in RFC 3339', () => {
    expect(factsOf({ until: AT, by: 'usr_x', minMs: 30_000, left: 3, note: 'x' })).toEqual([
      { name: 'until', value: '2026-11-05T13:36:27.000Z' },
      { name: 'min', value: 'PT30S' },
      { name: 'left', value: '3' },
      { name: 'note', value: 'x' },
    ])
  })
})

test('the language is the first of ours that is asked for', () => {
  expect(chosenLanguage('fr-FR, en;q=0.8, zh-TW;q=0.9', 'en')).toBe('zh-CN')
  expect(chosenLanguage('en-GB,en;q=0.5', 'zh-CN')).toBe('en')
  expect(chosenLanguage('fr', 'zh-CN')).toBe('zh-CN')
  expect(chosenLanguage('zh;q=0, en;q=0.1', 'zh-CN')).toBe('en')
  expect(chosenLanguage(undefined, 'en')).toBe('en')
  expect(chosenLanguage(';;;,,=q', 'en')).toBe('en')
})
