import { DAY, HOUR } from '@budeng/kernel'
import { insertWatchWindow, PLATFORM_ACTOR, PLATFORM_SCOPE, type WatchWindowRow } from '@budeng/storage'
import { personIdOf } from './hermit.ts'
import type { TestHouse } from './test-house.ts'

/** A watch window at the store in Harbin that is planned, by the administrator. */
export async function makeWatchWindow(house: TestHouse): Promise<WatchWindowRow> {
  const { harbin } = house.fleet.nodes
  const plannedBy = await personIdOf(house.owner, 'admin@cup.test')
  const at = house.clock.now()
  const row: WatchWindowRow = {
    ...{ id: house.owner.newId('watchWindow'), nodeId: harbin.id, path: harbin.path, name: 'Spring Festival' },
    ...{ startsAt: at + HOUR, endsAt: at + DAY, zone: 'Asia/Shanghai', patience: 50, heartbeatMs: 30_000 },
    ...{ allowsRollouts: false, state: 'PLANNED', plannedBy, plannedAt: at, endedAt: null, endedBy: null },
    report: {
      terminals: 1,
      offlineAtEnd: 0,
      incidents: 0,
      alerts: [{ name: 'OFFLINE', count: 1 }],
      commands: [],
      recoveries: [],
    },
    version: 1,
  }
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => insertWatchWindow(unit, row))
  return row
}
