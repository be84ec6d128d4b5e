import { peopleByEmail, PLATFORM_ACTOR, PLATFORM_SCOPE, sayToRecovery, startRecovery, type Unit } from '@budeng/storage'
import type { TestHouse } from './test-house.ts'

let turn = 0

/** A recovery that runs, begun by the administrator; the one that ran before when it still does. */
export async function makeRecovery(house: TestHouse): Promise<string> {
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const [running] = await unit.query<{ id: string }>('select id from recovery where step is not null limit 1')
    return running?.id ?? (await begin(house, unit))
  })
}

async function begin({ fleet }: TestHouse, unit: Unit): Promise<string> {
  const terminals = await unit.query<{ id: string }>(
    `select terminal.id from terminal where acquirer_id = $1 and state = 'ACTIVE' and not exists (select from heartbeat where terminal_id = terminal.id and in_transaction)
       and exists (select from device where terminal_id = terminal.id and device.state = 'ASSIGNED') order by tid desc`,
    [fleet.nodes.cup.id],
  )
  const terminalId = terminals[turn++ % terminals.length]?.id ?? ''
  const [admin] = await peopleByEmail(unit, 'admin@cup.test')
  if (admin === undefined) throw new Error('there is no administrator')
  // none of them was today
  await unit.execute(`update recovery set started_at = started_at - interval '2 days' where terminal_id = $1`, [
    terminalId,
  ])
  const by = { personId: admin.id, humanId: admin.humanId, rightsPath: admin.path }
  const made = await startRecovery(unit, { terminalId, playbook: 'AUTH', reason: 'signed out', by })
  if (made === 'NOT_FOUND' || 'refusal' in made) throw new Error(`no recovery: ${JSON.stringify(made)}`)
  return made.id
}

/** The same, at the step that a person has to do. */
export async function makeQuestion(house: TestHouse): Promise<string> {
  const id = await makeRecovery(house)
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(`update recovery set step = 'operator', step_started_at = now(), command_id = null where id = $1`, [
      id,
    ]),
  )
  return id
}

/** A work order that is open, left by a recovery that was given up. */
export async function makeWorkOrder(house: TestHouse): Promise<{ id: string; version: number }> {
  const id = await makeRecovery(house)
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await sayToRecovery(unit, id, { kind: 'giveUp', at: unit.clock.now(), note: 'shop closed' })
    const [order] = await unit.query<{ id: string; version: number }>(
      'select id, version from work_order where recovery_id = $1',
      [id],
    )
    if (order === undefined) throw new Error('the recovery left no work order')
    return order
  })
}
