import { DAY } from '@budeng/kernel'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { amountHit, makeCase } from './cases.ts'
import { personIdOf } from './hermit.ts'
import type { Client } from './client.ts'
import { agree, handIn, makeDocument, order, postDue, transactionIds } from './corrections.ts'
import { bringRecords, sale } from './money.ts'
import type { TestHouse } from './test-house.ts'

interface Made {
  readonly admin: Client
  /** Stands for the order of a correction. */
  readonly commandId: string
  readonly terminal: { readonly id: string; readonly deviceId: string; readonly tid: string }
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
  // host and file have said something of it
  const amount = await order(admin, 'correctionDraft', {
    ...{ kind: 'WRONG_AMOUNT', transactionId: ids.get('000078'), reason: 'both say otherwise' },
    patch: [{ field: 'amount', value: '600' }],
  })
  const document = await makeDocument(house, terminal.id)
  const claim = await order(admin, 'correctionDraft', {
    ...{ kind: 'NOT_CHARGED', terminalId: terminal.id, reason: 'goods left', evidence: [{ ref: document }] },
    patch: Object.entries({ amount: '800', currency: 'CNY', exponent: '2' }).map(([field, value]) => ({
      field,
      value,
    })),
  })
  await moveToNeighbour(house, admin, terminal)
  const caseId = await caseWithEverything(house, admin, terminal)
  const ofCase = await order(admin, 'correctionDraft', {
    ...{ kind: 'WRONG_CARD_REF', transactionId: ids.get('000091'), caseId, reason: 'another card' },
    patch: [{ field: 'panMasked', value: '622200******4321' }],
  })
  for (const { codes } of [again, amount, claim, ofCase]) if (codes.length > 0) throw new Error(codes.join(' '))
}

/** A sale that was booked for the wrong terminal; the other one carries it in the batch that it has open. */
async function moveToNeighbour(house: TestHouse, admin: Client, terminal: Made['terminal']): Promise<void> {
  const there = house.fleet.terminals.teahouse[1]
  if (there === undefined) throw new Error('the tea house has no second terminal')
  await bringRecords(house, there, [sale(95, '500')])
  await bringRecords(house, terminal, [sale(93, '700')], 6)
  const transactionId = (await transactionIds(house, terminal.id)).get('000093')
  const { shown } = await handIn(admin, { kind: 'MISPOSTED', transactionId, patch: [], moveToId: there.id })
  const agreed = await agree(await house.as('second-admin@cup.test'), shown)
  if (agreed.shown.state !== 'APPROVED') throw new Error(agreed.text)
  await postDue(house)
}

/** A case whose records every witness has, on which somebody works and of which somebody said something. */
async function caseWithEverything(house: TestHouse, admin: Client, { id, tid }: Made['terminal']): Promise<string> {
  const [loose] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ importId: string; line: number }>(
      `select import_id as "importId", line from file_line where state = 'MISSING_HERE' limit 1`,
    ),
  )
  const places = [`${tid}:000726:000078:FIN`, `line:${loose?.importId}:${loose?.line}`]
  const personId = await personIdOf(house.owner, 'admin@cup.test')
  const suppression = { owner: personId, until: house.clock.now(), reason: 'a while ago' }
  const caseId = await makeCase(house, id, [amountHit(places[0] ?? '', { subjects: places })], { suppression })
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute('update correction_case set judged_by = $2, judged_at = now() where id = $1', [caseId, personId]),
  )
  const exception = { kind: 'REPEAT_MERCHANT', value: house.fleet.nodes.haidilao.id }
  const until = new Date(house.clock.now() + DAY).toISOString()
  for (const [mutation, type, input] of [
    ['caseClaim', 'CaseClaim', { caseId }],
    ['ruleLabStart', 'RuleLabStart', { rule: 'R05', ruleVersion: 1, againstVersion: 1 }],
    ['ruleSuppress', 'RuleSuppress', { rule: 'R05', until, reason: 'vending machines' }],
    ['ruleExceptionSet', 'RuleExceptionSet', { ...exception, until, reason: 'vending machines' }],
  ] as const) {
    const answer = await admin.ask(`mutation($i:${type}Input!){${mutation}(input:$i){userErrors{code}}}`, {
      i: { ...input, idempotencyKey: `e-${mutation}` },
    })
    if (answer.at(`${mutation}.userErrors.0`) !== undefined || answer.errors.length > 0) throw new Error(answer.text)
  }
  return caseId
}
