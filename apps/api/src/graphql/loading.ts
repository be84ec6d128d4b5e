import type { Scoped } from '@budeng/storage'
import DataLoader from 'dataloader'
import type { Reading } from './reading.ts'

type Load<Key, Row> = (db: Scoped, keys: readonly Key[]) => Promise<readonly Row[]>

/** Loaders of one operation: all that is asked for at once comes in one query, each key once. `nameOf`: the key's text. */
export function loading(reading: Reading) {
  const oneAt = <Key, Row>(
    load: Load<Key, Row>,
    textOf: (key: Key) => string,
    nameOf: (row: Row) => string | null,
  ): DataLoader<Key, Row | null, string> =>
    new DataLoader(
      async (keys) => {
        const rows = new Map((await reading.run((db) => load(db, keys))).map((row) => [nameOf(row), row]))
        return keys.map((key) => rows.get(textOf(key)) ?? null)
      },
      { cacheKeyFn: textOf },
    )
  const manyAt = <Key, Row>(
    load: Load<Key, Row>,
    textOf: (key: Key) => string,
    nameOf: (row: Row) => string | null,
  ): DataLoader<Key, readonly Row[], string> =>
    new DataLoader(
      async (keys) => {
        const rows = Map.groupBy(await reading.run((db) => load(db, keys)), nameOf)
        return keys.map((key) => rows.get(textOf(key)) ?? [])
      },
      { cacheKeyFn: textOf },
    )
  const same = (id: string) => id
  return {
    /** By a key of several parts: one row, or null. */
    oneAt,
    /** The same, several rows. */
    manyAt,
    /** By an id: one row, or null. */
    one: <Row>(load: Load<string, Row>, nameOf: (row: Row) => string | null) => oneAt(load, same, nameOf),
    /** By an id: its rows. */
    many: <Row>(load: Load<string, Row>, nameOf: (row: Row) => string | null) => manyAt(load, same, nameOf),
  }
}

export type Loading = ReturnType<typeof loading>

/** The name of a row that is asked for by its own id. */
export const byId = ({ id }: { readonly id: string }): string => id
