import { expect } from 'vitest'
import type { sessionOf } from './api.ts'
import { demoCode, demoLogin } from './demo.ts'
import type { House } from './house.ts'
import { until } from './until.ts'

type Send = Awaited<ReturnType<typeof sessionOf>>

/** Asked seldom: a list has its price, and a session may spend so much in a minute. */
const ASK_EVERY_MS = 1_000

interface Ended {
  readonly state: string
  readonly final: boolean
  readonly evidence: { readonly kind: string; readonly witness: string }[]
  readonly result: { readonly code: string; readonly data: unknown } | null
}

/** One code of the authenticator stands for what is done to single terminals, up to R1, in the next quarter of an hour. */
export async function elevate(house: House, send: Send): Promise<void> {
  const totp = await demoCode(house, demoLogin(house, 'operations').email)
  const { made } = await send<{ made: { userErrors: object[] } }>(
    'mutation ($input: ElevationStartInput!) { made: elevationStart(input: $input) { userErrors { code } } }',
    { input: { totp } },
  )
  expect(made.userErrors).toEqual([])
}

/** A command of one terminal, until it ends; R2 is asked for with a code of its own. */
export async function carriedOut(
  house: House,
  send: Send,
  terminalId: string,
  command: object,
  tier: 'R1' | 'R2',
): Promise<Ended | undefined> {
  const input = {
    ...{ terminalId, command, reason: 'end of the day', idempotencyKey: crypto.randomUUID() },
    ...(tier === 'R1' ? {} : { stepUp: { totp: await demoCode(house, demoLogin(house, 'operations').email) } }),
  }
  const asked = await send<{ made: { command: { id: string } | null; userErrors: object[] } }>(
    'mutation ($input: CommandRequestInput!) { made: commandRequest(input: $input) { command { id } userErrors { code } } }',
    { input },
  )
  expect(asked.made.userErrors).toEqual([])
  const id = asked.made.command?.id
  let ended: Ended | undefined
  await until(
    async () => {
      const { command: now } = await send<{ command: Ended }>(
        'query ($id: ID!) { command(id: $id) { state final evidence { kind witness } result { code data } } }',
        { id },
      )
      ended = now
      return now.final
    },
    {
      what: () => `an end of ${JSON.stringify(command)}: ${JSON.stringify(ended)}`,
      timeoutMs: 60_000,
      everyMs: ASK_EVERY_MS,
    },
  )
  return ended
}
