import { expect, test } from 'vitest'
import type { Storage } from '@budeng/storage'
import { openOwnServer } from './testing/own-server.ts'
import { TestSigner } from './testing/signer.ts'
import { until } from './testing/until.ts'

const { server, house } = await openOwnServer(40)

test('the database is killed under load: nobody is disconnected, nothing acknowledged is lost, all of it goes on', async () => {
  const gateway = await house.gateway()
  const terminals = Array.from({ length: 20 }, (_, index) => house.terminal(index, gateway))
  for (const terminal of terminals) await terminal.join()
  const phase = { isOver: false }
  const load = terminals.map(async (terminal) => {
    let acknowledged = 0
    while (!phase.isOver) {
      acknowledged = await terminal.fault('HW_PRINTER', acknowledged % 2 === 0)
      terminal.beat()
    }
    return { terminal, acknowledged }
  })
  await until(() => expect(gateway.metrics().stored).toBeGreaterThan(200))
  const killed = server.pid
  process.kill(killed, 'SIGKILL')
  await until(() => expect(gateway.metrics().transientFaults).toBeGreaterThan(0))
  const storedAtFault = gateway.metrics().stored
  await until(() => expect(gateway.metrics().stored).toBeGreaterThan(storedAtFault + 200))
  phase.isOver = true
  const ends = await Promise.all(load)
  expect(server.pid).not.toBe(killed)
  expect(gateway.metrics()).toMatchObject({ connections: 20, disconnects: 0, poison: 0 })
  for (const { terminal, acknowledged } of ends) {
    const [row] = await house.rows<{ count: number; most: number }>(
      `select count(*)::int as count, max(seq)::int as most from uplink where device_id = $1 and stream = 'report'`,
      [terminal.device.deviceId],
    )
    expect(row).toEqual({ count: acknowledged, most: acknowledged })
  }
  await gateway.close()
})

test('while the database is away a login is told to come again, and comes in when it is back', async () => {
  const gateway = await house.gateway()
  const terminal = house.terminal(21, gateway)
  process.kill(server.pid, 'SIGKILL')
  await until(async () => expect(await terminal.connect()).toBe(0))
  await terminal.leave()
  // it may have come in before the database was gone
  await until(async () => expect(await house.rows('select 1 as one')).toHaveLength(1))
  await gateway.close()
})

test('killed between publish and commit: the same bytes are published again', async () => {
  const storage = await house.open('gateway')
  const crash = { armed: false }
  const gateway = await house.gateway({ storage: rollingBack(storage, crash) })
  const terminal = house.terminal(22, gateway)
  await terminal.join()
  const signer = await TestSigner.open(house)
  const id = await signer.request(terminal.device.terminalId, 'STATUS_GET')
  crash.armed = true
  await signer.sign()
  const first = await terminal.signed('budeng-command')
  const second = await terminal.signed('budeng-command')
  expect(second.token).toBe(first.token)
  await until(async () => {
    const [row] = await house.rows<object>('select state, publishes from command where id = $1', [id])
    expect(row).toEqual({ state: 'SENT', publishes: 1 })
  })
  expect(crash.armed).toBe(false)
})

/** A storage whose connection breaks before the commit of the first transaction that marks something as published. */
function rollingBack(storage: Storage, crash: { armed: boolean }): Storage {
  return {
    ...storage,
    write: (scope, actor, work) =>
      storage.write(scope, actor, async (unit) => {
        let isPublishing = false
        const execute: typeof unit.execute = (sql, params) => {
          isPublishing ||= sql.startsWith('update dispatch')
          return unit.execute(sql, params)
        }
        const answer = await work({ ...unit, execute })
        if (isPublishing && crash.armed) {
          crash.armed = false
          throw Object.assign(new Error('Connection terminated'), { code: '08006' })
        }
        return answer
      }),
  }
}
