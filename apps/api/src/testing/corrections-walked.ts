import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import type { Client } from './client.ts'
import { agree, handIn, makeDocument, order, postDue, transactionIds } from './corrections.ts'
import { bringRecords, sale } from './money.ts'
import type { TestHouse } from './test-house.ts'

interface Made {
  readonly admin: Client
  /** Stands for the order of a correction. */
  readonly commandId: string
  readonly terminal: { readonly id: string; readonly deviceId: string }
}

/** A correction that was posted, sent, answered and proven; one that corrects it; and a claim. */
export async function makeCorrections(house: TestHouse, { admin, commandId, terminal }: Made): Promise<void> {
  await bringRecords(house, terminal, [sale(91, '700'), sale(92, '700')], 4)
  const ids = await transactionIds(house, terminal.id)
  const copy = { kind: 'DUPLICATE_RECORD', transactionId: ids.get('000092'), linkToId: ids.get('000091') }
  const { shown } = await handIn(admin, copy)
  const agreed = await agree(await house.as('second-admin@cup.test'), shown)
  if (agreed.shown.state !== 'APPROVED') throw new Error(agreed.text)
  await postDue(house)
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(
      `update correction set facts = facts || jsonb_build_object('commandIds', jsonb_build_array($2::text)),
         proof_id = (select id from consistency_proof where terminal_id = $3 order by id limit 1) where id = $1`,
      [shown.id, commandId, terminal.id],
    ),
  )
  const again = await order(admin, 'correctionDraft', {
    ...{ kind: 'STATUS_MISMATCH', transactionId: ids.get('000092'), reason: 'it was no copy' },
    patch: [{ field: 'outcome', value: 'APPROVED' }],
  })
  const document = await makeDocument(house, terminal.id)
  const claim = await order(admin, 'correctionDraft', {
    ...{ kind: 'NOT_CHARGED', terminalId: terminal.id, reason: 'goods left', evidence: [{ ref: document }] },
    patch: Object.entries({ amount: '800', currency: 'CNY', exponent: '2' }).map(([field, value]) => ({
      field,
      value,
    })),
  })
  for (const { codes } of [again, claim]) if (codes.length > 0) throw new Error(codes.join(' '))
}
