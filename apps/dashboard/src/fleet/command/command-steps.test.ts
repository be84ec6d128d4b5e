import { describe, expect, test } from 'vitest'
import type { EvidenceKind } from '../../api/generated/graphql.ts'
import { type Step, stepsOf } from './command-steps.ts'

type Told = Parameters<typeof stepsOf>[0]
type Backup = NonNullable<Told['waitsFor']>

const at = (second: number) => `2026-06-01T09:58:${String(second).padStart(2, '0')}.000Z`
const RELOGIN_EVIDENCE: EvidenceKind[] = ['HOST_SIGN_ON', 'PLATFORM_SIGN_ON', 'HEARTBEAT_SIGNED_ON', 'HOST_ECHO']

const backup = (state: Backup['state']): Backup => ({
  id: 'cmd_backup',
  type: 'BACKUP',
  state,
  requestedAt: at(12),
  finishedAt: state === 'QUEUED' ? null : at(12),
  why: { code: 'PROVEN', text: '' },
  evidence:
    state === 'SUCCEEDED'
      ? [{ kind: 'BACKUP_MATCHED', witness: 'PLATFORM', at: at(12), facts: [{ name: 'sha256', value: '3fa9' }] }]
      : [],
})

const queued: Told = {
  type: 'RELOGIN',
  state: 'QUEUED',
  final: false,
  requestedAt: at(12),
  publishedAt: null,
  acknowledgedAt: null,
  runningAt: null,
  finishedAt: null,
  evidence: [],
  missingEvidence: RELOGIN_EVIDENCE,
  waitsFor: backup('QUEUED'),
  causes: [],
  result: null,
}

const line = (steps: readonly Step[]) => steps.map((step) => `${step.name}:${step.state}`)

describe('a re-login', () => {
  test('first waits for its backup', () => {
    expect(line(stepsOf(queued))).toEqual([
      'BACKUP:NOW',
      'QUEUED:DONE',
      'SENT:TO_COME',
      'ACKNOWLEDGED:TO_COME',
      'HOST_SIGN_ON:TO_COME',
      'PLATFORM_SIGN_ON:TO_COME',
      'HEARTBEAT_SIGNED_ON:TO_COME',
      'HOST_ECHO:TO_COME',
      'SUCCEEDED:TO_COME',
    ])
  })

  test('then to be sent; the backup shows what was matched', () => {
    const steps = stepsOf({ ...queued, waitsFor: null, causes: [backup('SUCCEEDED')] })
    expect(line(steps).slice(0, 3)).toEqual(['BACKUP:DONE', 'QUEUED:DONE', 'SENT:NOW'])
    expect(steps[0]).toMatchObject({ witness: 'PLATFORM', facts: [{ name: 'sha256', value: '3fa9' }] })
  })

  test('stands at the first evidence that is missing', () => {
    const running: Told = {
      ...queued,
      state: 'VERIFYING',
      waitsFor: null,
      publishedAt: at(13),
      acknowledgedAt: at(13),
      evidence: [{ kind: 'PLATFORM_SIGN_ON', witness: 'PLATFORM', at: at(16), facts: [] }],
      missingEvidence: ['HOST_ECHO', 'HOST_SIGN_ON'],
    }
    expect(line(stepsOf(running)).slice(3)).toEqual([
      'HOST_SIGN_ON:NOW',
      'PLATFORM_SIGN_ON:DONE',
      'HOST_ECHO:TO_COME',
      'SUCCEEDED:TO_COME',
    ])
  })

  test('without proof it ends naming what is missing', () => {
    const ended: Told = {
      ...queued,
      state: 'UNVERIFIED',
      final: true,
      waitsFor: null,
      acknowledgedAt: at(13),
      finishedAt: at(40),
      missingEvidence: ['HOST_ECHO'],
    }
    expect(line(stepsOf(ended)).slice(-2)).toEqual(['HOST_ECHO:MISSING', 'UNVERIFIED:WRONG'])
  })

  test('that never reached the terminal skips what cannot come any more', () => {
    const ended: Told = { ...queued, state: 'EXPIRED', final: true, waitsFor: null, finishedAt: at(40) }
    expect(line(stepsOf(ended))).toEqual([
      'QUEUED:DONE',
      'SENT:SKIPPED',
      'ACKNOWLEDGED:SKIPPED',
      ...RELOGIN_EVIDENCE.map((kind) => `${kind}:SKIPPED`),
      'EXPIRED:WRONG',
    ])
  })

  test('that failed names the step that the terminal failed at; what comes after it was never reached', () => {
    const result = { status: 'FAILED' as const, code: 'HOST_UNREACHABLE', data: { step: 'HOST_SIGN_ON' }, at: at(20) }
    const ended: Told = {
      ...queued,
      state: 'FAILED',
      final: true,
      waitsFor: null,
      acknowledgedAt: at(13),
      finishedAt: at(20),
      result,
    }
    expect(line(stepsOf(ended)).slice(-5)).toEqual([
      'HOST_SIGN_ON:WRONG',
      'PLATFORM_SIGN_ON:SKIPPED',
      'HEARTBEAT_SIGNED_ON:SKIPPED',
      'HOST_ECHO:SKIPPED',
      'FAILED:WRONG',
    ])
  })

  test('whose backup failed says so at the backup', () => {
    const ended: Told = {
      ...queued,
      state: 'FAILED',
      final: true,
      waitsFor: null,
      causes: [backup('FAILED')],
      finishedAt: at(40),
    }
    expect(line(stepsOf(ended))[0]).toBe('BACKUP:WRONG')
  })

  test('that somebody cancelled is not called wrong', () => {
    expect(
      line(stepsOf({ ...queued, state: 'CANCELLED', final: true, waitsFor: null, finishedAt: at(13) })).at(-1),
    ).toBe('CANCELLED:SKIPPED')
  })
})

test.each(['UNKNOWN', 'DEFERRED'] as const)('%s is where it stands, not how it ends', (state) => {
  expect(line(stepsOf({ ...queued, state, waitsFor: null, publishedAt: at(13) })).at(-1)).toBe(`${state}:NOW`)
})

test('a second person comes first', () => {
  expect(line(stepsOf({ ...queued, state: 'PENDING_APPROVAL', waitsFor: null }))[0]).toBe('APPROVAL:NOW')
  expect(line(stepsOf({ ...queued, state: 'DENIED', final: true, waitsFor: null, finishedAt: at(40) }))[0]).toBe(
    'APPROVAL:WRONG',
  )
})

test('a kind of evidence that is new to the screen comes last among the evidence', () => {
  const steps = stepsOf({ ...queued, waitsFor: null, missingEvidence: ['NEW_KIND' as EvidenceKind, 'ANSWER'] })
  expect(steps.filter((step) => step.kind === 'EVIDENCE').map((step) => step.name)).toEqual(['ANSWER', 'NEW_KIND'])
})
