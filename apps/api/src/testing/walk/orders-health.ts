import { DAY } from '@budeng/kernel'
import { mutesUnder, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { makeAlerts } from '../alerts.ts'
import type { TestHouse } from '../test-house.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `h-${++turn}` })

/** An alert that is over and that nobody has cleared; those of an earlier order make room. */
async function overAlert(house: TestHouse): Promise<string> {
  const terminal = house.fleet.terminals.harbin[0]
  if (terminal === undefined) throw new Error('the store has no terminal')
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const cleared = "state = 'CLEARED', standing = false, cleared_at = $2"
    const params = [terminal.id, new Date(unit.clock.now())]
    await unit.execute(`update alert set ${cleared} where terminal_id = $1 and state <> 'CLEARED'`, params)
    await unit.execute(
      `update incident set ${cleared}, ended_at = $2 where ended_at is null and id in (select incident_id from incident_terminal where terminal_id = $1)`,
      params,
    )
    await unit.execute('delete from terminal_fault where terminal_id = $1', [terminal.id])
  })
  return (await makeAlerts(house, terminal)).overId
}

/** Orders about alerts and the rules that raise them. */
export const HEALTH_ORDERS: readonly Order[] = [
  {
    mutation: 'alertCare',
    name: 'alertCare: clear',
    permissions: ['alert:handle'],
    input: async (_asker, house) => ({ id: await overAlert(house), action: 'CLEAR', note: 'walked', ...key() }),
  },
  {
    mutation: 'alertMute',
    name: 'alertMute',
    permissions: ['alert:mute'],
    input: (_asker, house) => ({
      terminalId: house.fleet.terminals.harbin[0]?.id,
      until: new Date(house.clock.now() + DAY).toISOString(),
      reason: 'walked',
      ...key(),
    }),
  },
  {
    mutation: 'alertUnmute',
    name: 'alertUnmute',
    permissions: ['alert:mute'],
    input: async (_asker, house) => {
      await overAlert(house)
      const [mute] = await house.owner.read(PLATFORM_SCOPE, (db) => mutesUnder(db, house.fleet.nodes.harbin.path, 1))
      return { muteId: mute?.id, reason: 'walked', ...key() }
    },
  },
  {
    mutation: 'alertRuleSet',
    name: 'alertRuleSet',
    permissions: ['alert:rule'],
    input: (_asker, house) => ({
      organisationId: house.fleet.nodes.harbin.id,
      subject: 'SIGNAL',
      rule: { enabled: true, severity: 'MINOR', holds: 'PT10M', clears: 'PT1M', raiseAt: -115, clearAt: -110 },
      reason: 'walked',
      ...key(),
    }),
  },
  {
    mutation: 'responseCodeSet',
    name: 'responseCodeSet',
    permissions: ['alert:rule'],
    input: () => ({
      code: '5X',
      meaning: { route: 'RELOGIN', fault: 'AUTH_SIGNON_FAILED' },
      reason: 'walked',
      ...key(),
    }),
  },
  {
    mutation: 'automaticRecoveryStop',
    name: 'automaticRecoveryStop',
    permissions: ['alert:rule'],
    input: (_asker, house) => ({ organisationId: house.fleet.nodes.harbin.id, reason: 'walked', ...key() }),
  },
]
