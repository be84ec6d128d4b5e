import { type KeyListRow, keyListTable, insertSelect } from './rows/index.ts'
import { PLATFORM_SCOPE } from './scope.ts'
import type { Storage } from './storage.ts'
import { PLATFORM_ACTOR } from './unit.ts'

type Used = Omit<KeyListRow, 'firstUsedAt'>

/** The platform's memory of key lists that were in use. Rows are never changed and never removed. */
export function keyListMemory(storage: Storage): {
  known(): Promise<readonly Used[]>
  use(list: Used): Promise<void>
} {
  return {
    known: () =>
      storage.read(PLATFORM_SCOPE, (db) =>
        db.query<Used>('select version, jws, root_x as "rootX" from key_list order by version'),
      ),
    use: (list) =>
      storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
        const { sql, params } = insertSelect(keyListTable, [{ ...list, firstUsedAt: unit.clock.now() }])
        await unit.execute(`${sql} on conflict (version) do nothing`, params)
      }),
  }
}
