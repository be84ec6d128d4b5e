import { describe, expect, test, vi } from 'vitest'
import { answerOnce } from './safe.ts'

const onFailure = (failure: { kind: string }) => `failed: ${failure.kind}`

describe('a hook', () => {
  test('that answers at once is answered at once', () => {
    const done = vi.fn<(answer: string) => void>()
    answerOnce(() => 'yes', 1_000, onFailure, done)
    expect(done.mock.calls).toEqual([['yes']])
  })

  test('that throws becomes a failure, not the end of the process', () => {
    const done = vi.fn<(answer: string) => void>()
    answerOnce<string>(
      () => {
        throw new Error('poison')
      },
      1_000,
      onFailure,
      done,
    )
    expect(done.mock.calls).toEqual([['failed: threw']])
  })

  test('that rejects becomes a failure', async () => {
    const answer = await new Promise<string>((resolve) =>
      answerOnce(() => Promise.reject<string>(new Error('poison')), 1_000, onFailure, resolve),
    )
    expect(answer).toBe('failed: threw')
  })

  test('that never answers is answered for, once', async () => {
    let late: (answer: string) => void = () => undefined
    const answers: string[] = []
    await new Promise<void>((resolve) =>
      answerOnce(
        () => new Promise<string>((settle) => (late = settle)),
        5,
        onFailure,
        (answer) => {
          answers.push(answer)
          resolve()
        },
      ),
    )
    late('too late')
    await Promise.resolve()
    expect(answers).toEqual(['failed: timeout'])
  })

  test('whose answer is not wanted does not hide the fault of its caller', () => {
    expect(() =>
      answerOnce(
        () => 'yes',
        1_000,
        onFailure,
        () => {
          throw new Error('the library failed')
        },
      ),
    ).toThrow('the library failed')
  })
})
