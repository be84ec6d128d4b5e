import type { HostLink, MemoryStore, SoftwareTerminal } from '@budeng/terminal'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, retryCorrection, type Storage } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Correcting } from './testing/correcting.ts'
import { type House, openHouse } from './testing/house.ts'
import { referenceTerminal } from './testing/reference-terminal.ts'
import { TestSigner } from './testing/signer.ts'
import { until } from './testing/until.ts'

let house: House
let terminal: SoftwareTerminal
let store: MemoryStore
let signer: TestSigner
let correcting: Correcting
let worker: Storage
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
  correcting = await Correcting.open(house)
  worker = await house.open('worker')
  ;({ terminal, store } = referenceTerminal(house, gateway, { hostLink }))
  terminal.start()
  await until(() => {
    if (store.state.epoch !== 1) throw new Error('no welcome came yet')
  })
  await terminal.terminal.signOn()
  for (const amount of ['1111', '2222', '3333'])
    await terminal.terminal.till?.online('PURCHASE', { amount, currency: 'CNY', exponent: 2 })
  await until(() => {
    if (store.state.journal.epochs.get(1)?.equalThrough !== 4) throw new Error('the sales are not acknowledged yet')
  })
})
afterAll(async () => {
  terminal.stop()
  await house.close()
})

/** Signs until the correction is there. */
async function signUntil(id: string, state: string): Promise<Readonly<Record<string, unknown>>> {
  let facts: Readonly<Record<string, unknown>> = {}
  await until(async () => {
    // a terminal that the gateway works on just now is left for the next look
    await signer.sign()
    const now = await correcting.state(id)
    if (now.state !== state) throw new Error(`it is ${now.state}`)
    facts = now.facts
  })
  return facts
}

const aside = async () => [
  ...(await house.rows<object>('select kind from journal_incident')),
  ...(await house.rows<object>('select kind from open_difference where closed_at is null')),
  ...(await house.rows<object>('select 1 from quarantine')),
]

describe('a signed correction [P-22]', () => {
  test('is applied, held against the record in our own journal, and verified by the root that was answered', async () => {
    const id = await correcting.amount('000002', '1100')
    const facts = await signUntil(id, 'VERIFIED')
    const [command] = await house.rows<{ state: string; evidence: object[]; data: Record<string, unknown> }>(
      `select state, evidence, result->'data' as data from command where params->>'correctionId' = $1`,
      [id],
    )
    expect(command).toMatchObject({
      state: 'SUCCEEDED',
      evidence: [{ kind: 'AMENDMENT_RECORDED', witness: 'PLATFORM', facts: { epoch: 1, seq: 5 } }],
      data: { amendmentSeq: 5, throughSeq: 5 },
    })
    const root = Buffer.from(String(command?.data['root']), 'base64url').toString('hex')
    expect(facts['proof']).toEqual({ epoch: 1, throughSeq: 5, rootTerminal: root, rootHost: root })
    // our acknowledgement carried the root that the terminal has through the amendment
    await until(() => expect(store.state.journal.epochs.get(1)).toMatchObject({ lastSeq: 5, equalThrough: 5 }))
    expect(terminal.terminal.receiptOf(2)?.lines.at(-1)).toBe('更正 1 / correction 1')
    expect(await aside()).toEqual([])
  })

  test('on another base is refused with the terminal’s own leaf, and applied once that is right', async () => {
    const own = store.state.journal.epochs.get(1)?.records.get(3)?.leaf ?? ''
    const id = await correcting.amount('000003', '2200')
    const [target] = await house.rows<{ leaf: string }>(
      `select facts->'target'->>'leaf' as leaf from correction where id = $1`,
      [id],
    )
    expect(target?.leaf).toBe(Buffer.from(own, 'base64url').toString('hex'))
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(
        `update command set params = jsonb_set(params, '{targetLeaf}', to_jsonb($2::text)) where params->>'correctionId' = $1`,
        [id, '00'.repeat(32)],
      ),
    )
    expect((await signUntil(id, 'NACKED'))['nack']).toEqual({ reason: 'BASE', ownLeaf: target?.leaf })
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => retryCorrection(unit, id, 'usr_li'))
    await correcting.order()
    await signUntil(id, 'VERIFIED')
    expect(await aside()).toEqual([])
  })

  test('is in the journal once, however often it is ordered: the same record proves another command', async () => {
    const [posted] = await house.rows<{ id: string }>(`select id from correction where patch->>'amount' = '1100'`)
    const id = posted?.id ?? ''
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(
        `update correction set state = 'UNREACHABLE', facts = facts || '{"state": "UNREACHABLE", "applied": null, "proof": null}' where id = $1`,
        [id],
      ),
    )
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => retryCorrection(unit, id, 'usr_li'))
    await correcting.order()
    const facts = await signUntil(id, 'VERIFIED')
    expect(facts['proof']).toMatchObject({ throughSeq: 5 })
    expect(store.state.journal.epochs.get(1)?.lastSeq).toBe(6)
  })
})
