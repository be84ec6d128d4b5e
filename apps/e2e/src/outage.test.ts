import { expect, test, vi } from 'vitest'
import { seededFolder } from './journey-house.ts'
import { endureKills } from './prove/kills.ts'

vi.setConfig({ testTimeout: 300_000 })

test('gateway, API, worker and PostgreSQL die once each: nothing acknowledged is lost, nothing runs twice', async () => {
  const said: string[] = []
  const { blows, relogins, verdict } = await endureKills(
    1,
    { kills: 4, relogins: 80, terminals: 40 },
    (line) => said.push(line),
    await seededFolder(),
  )
  expect(new Set(blows.map(({ room }) => room)).size, said.join('\n')).toBe(4)
  expect(verdict.broken, said.join('\n')).toEqual([])
  expect(relogins).toHaveLength(80)
  expect(verdict.acknowledged).toBeGreaterThan(80)
  expect(relogins.filter(({ command }) => command.state === 'SUCCEEDED').length).toBeGreaterThan(0)
})
