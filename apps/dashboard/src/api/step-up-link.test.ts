import { ApolloLink, execute, gql } from '@apollo/client'
import { firstValueFrom, of } from 'rxjs'
import { expect, test } from 'vitest'
import type { StepUpInput } from './generated/graphql.ts'
import type { Refused } from './outcome.ts'
import { StepUpLink } from './step-up-link.ts'

const document = gql`
  mutation Pay($input: PayoutRequestInput!) {
    payoutRequest(input: $input) {
      userErrors {
        code
      }
    }
  }
`
const INPUT = { minor: '900' }

/** Sends a payout to an API that refuses with these codes in turn, then accepts; the person answers with these proofs. */
async function send(codes: readonly string[], proofs: readonly (StepUpInput | null)[]) {
  const sent: unknown[] = []
  const asked: string[][] = []
  const left = [...proofs]
  const api = new ApolloLink(({ variables }) => {
    const code = codes[sent.length]
    sent.push(variables['input'])
    return of({ data: { payoutRequest: { userErrors: code === undefined ? [] : [{ code, message: code }] } } })
  })
  const ask = (_act: unknown, refused: readonly Refused[]) => {
    asked.push(refused.map(({ code }) => code))
    return Promise.resolve(left.shift() ?? null)
  }
  const link = ApolloLink.from([new StepUpLink(ask), api])
  const { data } = await firstValueFrom(execute(link, { query: document, variables: { input: INPUT } }, {} as never))
  return { sent, asked, data }
}

test('whoever holds nothing that confirms it is told so, and goes on once it is there', async () => {
  const passkey = { passkey: { challengeId: 'ch', assertion: '{}' } }
  const { sent, asked, data } = await send(['STEP_UP_NO_FACTOR', 'STEP_UP_REQUIRED'], [{}, passkey])
  expect(asked).toEqual([['STEP_UP_NO_FACTOR'], []])
  expect(sent).toEqual([INPUT, { ...INPUT, stepUp: null }, { ...INPUT, stepUp: passkey }])
  expect(data).toEqual({ payoutRequest: { userErrors: [] } })
})

test('whoever calls it off gets the refusal', async () => {
  const { sent, data } = await send(['STEP_UP_NO_FACTOR'], [null])
  expect(sent).toEqual([INPUT])
  expect(data).toMatchObject({ payoutRequest: { userErrors: [{ code: 'STEP_UP_NO_FACTOR' }] } })
})
