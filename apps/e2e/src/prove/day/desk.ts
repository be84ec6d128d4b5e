import { randomUUID } from 'node:crypto'
import type { sessionOf } from '../../api.ts'
import { demoCode, demoLogin } from '../../demo.ts'
import type { House } from '../../house.ts'
import type { Found } from './judge.ts'
import { truthOf } from './truths.ts'

export type Send = Awaited<ReturnType<typeof sessionOf>>

/** A terminal as somebody at a desk sees it. */
export interface Looked extends Omit<Found, 'behaviour'> {
  readonly id: string
  readonly model: string
  readonly online: boolean
  /** Why a re-login would not help, as it is said. */
  readonly obstacle: string | null
}

interface Page {
  readonly terminals: {
    readonly nodes: readonly {
      readonly id: string
      readonly tid: string
      readonly model: string
      readonly presence: string
      readonly reloginObstacle: string | null
      readonly diagnosis: Found['causes']
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}

const PAGE = `query ($after: String) {
  terminals(first: 50, after: $after) {
    nodes { id tid model presence reloginObstacle diagnosis { code likelihood } }
    pageInfo { hasNextPage endCursor }
  }
}`

/** Every terminal of the acquirer with its diagnosis, through the public API. */
export async function lookAtAll(send: Send): Promise<readonly Looked[]> {
  const all: Looked[] = []
  for (let after: string | null = null; ; ) {
    const { terminals }: Page = await send<Page>(PAGE, { after })
    all.push(
      ...terminals.nodes.map(({ id, tid, model, presence, reloginObstacle: obstacle, diagnosis: causes }) => ({
        ...{ id, tid, model, causes, obstacle, online: presence === 'ONLINE' },
      })),
    )
    if (!terminals.pageInfo.hasNextPage) return all
    after = terminals.pageInfo.endCursor
  }
}

const START = `mutation ($input: RecoveryStartInput!) {
  recoveryStart(input: $input) { recovery { id } userErrors { code } }
}`
/** Each confirmation takes a new code of the authenticator: half a minute. */
const CONFIRMED_MAX = 2

/** What nothing begins by itself somebody at the desk tries, to hear why it does not help; where the risk asks for a code, only a few. */
export async function tryByHand(
  house: House,
  send: Send,
  all: readonly Looked[],
  played: ReadonlyMap<string, string>,
): Promise<void> {
  const { email } = demoLogin(house, 'operations')
  let confirmed = 0
  for (const { id: terminalId, tid, online } of all) {
    const { tried } = truthOf(played.get(tid) ?? '')
    if (tried === undefined || !online) continue
    if (tried === 'SEC' && confirmed++ >= CONFIRMED_MAX) continue
    const stepUp = tried === 'SEC' ? { totp: await demoCode(house, email) } : null
    const input = { terminalId, playbook: tried, reason: 'tried by hand', stepUp, idempotencyKey: randomUUID() }
    const { recoveryStart } = await send<{ recoveryStart: { userErrors: { code: string }[] } }>(START, { input })
    const [refused] = recoveryStart.userErrors
    if (refused !== undefined) throw new Error(`${tid}: ${tried} was refused: ${refused.code}`)
  }
}
