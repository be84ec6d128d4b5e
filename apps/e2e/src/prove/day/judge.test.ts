import { expect, test } from 'vitest'
import { type Ended, type Found, judgeDay } from './judge.ts'

const found = (behaviour: string, ...causes: string[]): Found => ({
  tid: behaviour,
  behaviour,
  causes: causes.map((one) => {
    const [code = '', likelihood = ''] = one.split(' ')
    return { code, likelihood }
  }),
})
const ended = (behaviour: string, end: string, reason: string | null = null): Ended => ({
  ...{ tid: behaviour, behaviour, automatic: true, end, reason },
})

test('what was named is held against what is true: a wrong certainty, a missed cause and a wrong end are found', () => {
  const judged = judgeDay(
    [
      found('logged-out', 'SIGN_ON_LOST STRONG'),
      found('logged-out', 'HOST_ILL STRONG', 'SIGN_ON_LOST POSSIBLE'),
      found('storage-full', 'STORAGE LIKELY'),
      found('logged-out+broken-printer', 'PAPER LIKELY', 'PRINTER STRONG'),
      found('unknown-fault', 'UNKNOWN UNKNOWN'),
      found('healthy'),
    ],
    [ended('logged-out', 'RECOVERED_WITH_WARNING'), ended('storage-full', 'RECOVERED'), ended('healthy', 'RECOVERED')],
  )
  expect(judged).toMatchObject({
    first: { right: 2, of: 3 },
    strong: { right: 1, of: 3 },
    strongAndWrong: ['logged-out (logged-out): HOST_ILL'],
    mixed: { right: 1, of: 1 },
    unknown: { right: 1, of: 1 },
    well: { right: 1, of: 1 },
    recovered: { right: 1, of: 1 },
    ended: { right: 0, of: 1 },
  })
  expect(Object.fromEntries(judged.confusion.get('logged-out') ?? [])).toEqual({ SIGN_ON_LOST: 1, HOST_ILL: 1 })
})
