import { expect, test } from 'vitest'
import type { CommandInput } from './command-events.ts'
import { given, requested, resultOf, sent, signed, T0, verifying } from './testing.ts'

const answered = (status: 'NO_OP' | 'SUCCEEDED'): CommandInput => ({
  ...{ kind: 'result', at: T0 + 9, attempt: 1, result: resultOf(status) },
})

test('an empty log is its answer; an update that there is nothing of needs the version that its hello told', () => {
  const word = { state: 'SUCCEEDED', why: { code: 'BY_TERMINALS_WORD' }, result: { status: 'NO_OP' } }
  expect(given(requested('LOGS_UPLOAD'), signed, sent).when(answered('NO_OP')).state()).toMatchObject(word)
  expect(given(requested('LOGS_UPLOAD'), signed, sent).when(answered('SUCCEEDED')).state()).toMatchObject({
    state: 'VERIFYING',
  })
  const piece = { kind: 'VERSION_RUNNING', witness: 'TERMINAL', at: T0, facts: {} } as const
  const update = [requested('SOFTWARE_UPDATE'), signed, sent] as const
  expect(
    given(...update)
      .when(answered('NO_OP'))
      .state(),
  ).toMatchObject({
    ...{ state: 'VERIFYING', why: { params: { missing: 'VERSION_RUNNING' } } },
  })
  const told = { kind: 'evidence', at: T0 + 50, evidence: piece } as const
  const ran = { type: 'CommandEvidenceFound', at: T0, evidence: piece } as const
  expect(
    given(...update, verifying('NO_OP'))
      .when(told)
      .state(),
  ).toMatchObject(word)
  expect(
    given(...update, ran)
      .when(answered('NO_OP'))
      .state(),
  ).toMatchObject(word)
  // to say that one has done it takes more
  expect(
    given(...update, ran)
      .when(answered('SUCCEEDED'))
      .state(),
  ).toMatchObject({ state: 'VERIFYING' })
})
