import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromBase64url } from '@budeng/protocol'
import type { HostLink, MemoryStore, SoftwareTerminal } from '@budeng/terminal'
import { type House, openHouse } from './testing/house.ts'
import { referenceTerminal } from './testing/reference-terminal.ts'
import { TestSigner } from './testing/signer.ts'
import { until } from './testing/until.ts'

let house: House
let terminal: SoftwareTerminal
let store: MemoryStore
let signer: TestSigner
const hostLink: HostLink = {
  authorise: async () => ({ responseCode: '00', rrn: '000000000001' }),
  advise: async () => ({ responseCode: '00' }),
  reverse: async () => ({ responseCode: '00' }),
  settle: async () => ({ responseCode: '00', result: 'BALANCED' }),
  upload: async () => ({ responseCode: '00' }),
}

beforeAll(async () => {
  house = await openHouse(1)
  const gateway = await house.gateway()
  signer = await TestSigner.open(house)
  ;({ terminal, store } = referenceTerminal(house, gateway, hostLink, () => '000042'))
  terminal.start()
  await until(() => {
    if (store.state.epoch !== 1) throw new Error('no welcome came yet')
  })
  await terminal.terminal.signOn()
  await terminal.terminal.till?.online('PURCHASE', { amount: '1111', currency: 'CNY', exponent: 2 })
  await until(() => {
    if (store.state.journal.epochs.get(1)?.equalThrough !== 2) throw new Error('the sale is not acknowledged yet')
  })
})
afterAll(async () => {
  terminal.stop()
  await house.close()
})

const leafHex = (seq: number) =>
  fromBase64url(store.state.journal.epochs.get(1)?.records.get(seq)?.leaf ?? '')?.toString('hex')

interface CommandOutcome {
  readonly state: string
  readonly why: { readonly code: string; readonly params: object }
  readonly evidence: readonly object[]
  readonly result: { readonly code: string; readonly data: Readonly<Record<string, unknown>> } | null
}

async function correct(change: object): Promise<CommandOutcome> {
  const [device] = house.devices
  const id = await signer.order(device?.terminalId ?? '', 'CORRECTION_APPLY', {
    correctionId: 'cor_1',
    epoch: 1,
    op: 'AMEND',
    targetSeq: 2,
    targetLeaf: leafHex(2),
    original: { batch: '000042', stan: '000002', type: 'PURCHASE' },
    version: 1,
    patch: { amount: '1100' },
    ...change,
  })
  let outcome: CommandOutcome | undefined
  await until(async () => {
    // a terminal that the gateway works on just now is left for the next look
    await signer.sign()
    const [row] = await house.rows<CommandOutcome & { finished: boolean }>(
      'select state, why, evidence, result, finished_at is not null as finished from command where id = $1',
      [id],
    )
    if (row?.finished !== true) throw new Error(`it is ${row?.state}: ${JSON.stringify(row?.why)}`)
    outcome = row
  })
  if (outcome === undefined) throw new Error('it did not end')
  return outcome
}

const aside = async () => [
  ...(await house.rows<object>('select 1 from journal_incident')),
  ...(await house.rows<object>('select 1 from quarantine')),
]

describe('a signed correction [P-22]', () => {
  test('is applied, proven by the record in our own journal, and the roots are equal', async () => {
    const { state, why, evidence, result } = await correct({})
    expect({ state, why }).toMatchObject({ state: 'SUCCEEDED', why: { code: 'PROVEN' } })
    expect(evidence).toMatchObject([{ kind: 'AMENDMENT_RECORDED', witness: 'PLATFORM', facts: { epoch: 1, seq: 3 } }])
    expect(result).toMatchObject({ code: 'APPLIED', data: { amendmentSeq: 3, throughSeq: 3 } })
    // our acknowledgement carried the root that the terminal has through the amendment
    await until(() => expect(store.state.journal.epochs.get(1)).toMatchObject({ lastSeq: 3, equalThrough: 3 }))
    const [stream] = await house.rows<{ root: Buffer; throughSeq: string }>(
      'select root, through_seq as "throughSeq" from journal_stream where epoch = 1',
    )
    expect(Number(stream?.throughSeq)).toBe(3)
    expect(stream?.root.toString('base64url')).toBe(result?.data['root'])
    const rows = await house.rows<object>('select seq, proven from journal_record where seq = 3')
    expect(rows).toMatchObject([{ proven: true }])
    expect(terminal.terminal.receiptOf(2)?.lines.at(-1)).toBe('更正 1 / correction 1')
    expect(await aside()).toEqual([])
  })

  test('on another base is rejected, with the terminal’s own leaf', async () => {
    const { state, result } = await correct({ correctionId: 'cor_2', version: 2, targetLeaf: '00'.repeat(32) })
    expect({ state, result }).toMatchObject({
      state: 'REJECTED',
      result: { code: 'NACK_BASE', data: { leaf: store.state.journal.epochs.get(1)?.records.get(2)?.leaf } },
    })
    expect(await aside()).toEqual([])
  })

  test('once more, in another command, is proven by the same record', async () => {
    const { state, evidence, result } = await correct({})
    expect({ state, evidence, result }).toMatchObject({
      state: 'SUCCEEDED',
      evidence: [{ kind: 'AMENDMENT_RECORDED', facts: { seq: 3 } }],
      result: { code: 'APPLIED', data: { amendmentSeq: 3 } },
    })
    expect(store.state.journal.epochs.get(1)?.lastSeq).toBe(3)
  })
})
