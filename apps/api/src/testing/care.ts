import { CHECKLISTS, TAMPER_ITEMS } from '@budeng/fleet'
import type { Client } from './client.ts'
import type { TestHouse } from './test-house.ts'

let visits = 0

/** An inspection of the first terminal in Xuhui at which nothing was found. */
export function visitOf(house: TestHouse) {
  const [terminal] = house.fleet.terminals.xuhui
  return {
    ...{ terminalId: terminal?.id, kind: 'INSPECTION', doneAt: new Date(house.clock.now()).toISOString() },
    ...{ serial: terminal?.serial, findings: '', photos: [] as string[] },
    answers: CHECKLISTS.INSPECTION.map((item) => ({ item, answer: 'OK' })),
    idempotencyKey: `visit-${++visits}`,
  }
}

/** A visit that found the housing opened: somebody has to go there again. */
export async function makeFailedVisit(house: TestHouse, client: Client): Promise<void> {
  const [opened = ''] = TAMPER_ITEMS
  const visit = visitOf(house)
  const answers = visit.answers.map((each) => (each.item === opened ? { ...each, answer: 'FINDING' } : each))
  await client.ask('mutation($i:CareVisitRecordInput!){careVisitRecord(input:$i){userErrors{code}}}', {
    i: { ...visit, answers, findings: 'the seal is broken' },
  })
}

/** An interval by which every terminal is due, and a visit. */
export async function makeCare(house: TestHouse, client: Client): Promise<void> {
  const interval = { kind: 'INSPECTION', model: '*', days: 1, idempotencyKey: `interval-${++visits}` }
  await client.ask('mutation($i:CareIntervalSetInput!){careIntervalSet(input:$i){userErrors{code}}}', { i: interval })
  await client.ask('mutation($i:CareVisitRecordInput!){careVisitRecord(input:$i){userErrors{code}}}', {
    i: visitOf(house),
  })
}
