import { createHash } from 'node:crypto'
import {
  insertHostRecords,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postDueCorrections,
  type Scoped,
  unnestInsert,
  evidenceTable,
} from '@budeng/storage'
import { terminalAt } from '@budeng/storage/testing'
import type { Answer, Client } from './client.ts'
import type { TestHouse } from './test-house.ts'

let turn = 0
const key = () => ({ idempotencyKey: `correction-${++turn}` })

/** Something uploaded for a terminal; answers its reference. */
export async function makeDocument(house: TestHouse, terminalId: string): Promise<string> {
  const sha256 = createHash('sha256').update(`document ${++turn}`).digest()
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { tid: _tid, ...scope } = await terminalAt(unit, terminalId)
    const at = { createdBy: 'usr_test', createdAt: unit.clock.now() }
    await unnestInsert(unit, evidenceTable, [
      { ...scope, sha256, name: 'slip.png', type: 'image/png', bytes: 10, ...at },
    ])
  })
  return sha256.toString('hex')
}

/** What the host says of a sale: its amount. */
export async function makeHostWord(
  house: TestHouse,
  tid: string,
  sale: { readonly batch: string; readonly stan: string; readonly amount: bigint },
): Promise<void> {
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    insertHostRecords(unit, house.fleet.nodes.cup.id, [
      {
        ...{
          position: 1_000 + ++turn,
          tid,
          fact: 'DECIDED',
          at: unit.clock.now(),
          batchNo: sale.batch,
          stan: sale.stan,
        },
        ...{ type: 'PURCHASE', mti: '0200', fate: 'ANSWERED', responseCode: '00', mid: null, midReturned: null },
        ...{
          amount: sale.amount,
          currency: 'CNY',
          panMasked: '622200******4321',
          panToken: null,
          entryMode: null,
          rrn: null,
        },
        ...{ cardScope: 'DOMESTIC', authCode: null, merchantOrder: null, channelOrder: null, localTime: null },
        ...{ settlementDate: null, original: null, detail: null },
      },
    ]),
  )
}

export const CORRECTION = 'id number state version tier checkersNeeded otherOrganisation diff{hash}'

/** A correction as tests look at it. */
export interface Shown {
  readonly id: string
  readonly state: string
  readonly version: number
  readonly tier: number
  readonly diff: { readonly hash: string }
}

/** Sends a mutation of corrections; answers what became of it, or the codes of why not. */
export async function order(
  client: Client,
  mutation: string,
  input: object,
): Promise<Answer & { codes: string[]; shown: Shown }> {
  const type =
    mutation === 'correctionSubmit' || mutation === 'correctionWithdraw' || mutation === 'correctionRetry'
      ? 'CorrectionMove'
      : `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
  const answer = await client.ask(
    `mutation($i:${type}Input!){${mutation}(input:$i){correction{${CORRECTION}} replayed userErrors{code path message facts{name value}}}}`,
    { i: { ...key(), ...input } },
  )
  const errors = (answer.at(`${mutation}.userErrors`) ?? []) as { code: string }[]
  return Object.assign(answer, {
    codes: answer.errors.length > 0 ? [`ERROR ${answer.text}`] : errors.map(({ code }) => code),
    shown: answer.at(`${mutation}.correction`) as Shown,
  })
}

/** A draft that is handed in, with everything that speaks for it as evidence. */
export async function handIn(
  client: Client,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer & { codes: string[]; shown: Shown }> {
  const preview = await client.ask(
    'query($i:CorrectionPreviewInput!){correctionPreview(input:$i){witnesses{ref agrees} problems{code} userErrors{code}}}',
    { i: input },
  )
  const witnesses = (preview.at('correctionPreview.witnesses') ?? []) as { ref: string; agrees: boolean }[]
  const evidence = witnesses.filter(({ agrees }) => agrees).map(({ ref }) => ({ ref }))
  return await order(client, 'correctionDraft', { reason: 'the slip says otherwise', submit: true, evidence, ...input })
}

/** Agrees to what is shown. */
export async function agree(client: Client, { id, diff }: Shown): Promise<Answer & { codes: string[]; shown: Shown }> {
  return await order(client, 'correctionApprove', { correctionId: id, diffHash: diff.hash })
}

/** Posts what is due, as the worker does. */
export async function postDue(house: TestHouse): Promise<void> {
  await postDueCorrections(house.worker, 100)
}

/** Ids of transactions by their trace numbers. */
export async function transactionIds(house: TestHouse, terminalId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await house.owner.read(PLATFORM_SCOPE, (db: Scoped) =>
    db.query<{ id: string; stan: string }>('select id, stan from transaction where terminal_id = $1', [terminalId]),
  )
  return new Map(rows.map(({ id, stan }) => [stan, id]))
}
