import { sql as house } from './0001-house.ts'
import { sql as policies } from './0002-policies.ts'
import { sql as lists } from './0003-lists.ts'

/** Forward only, in this order. A migration that was released is never edited. */
export const migrations: readonly { readonly id: string; readonly sql: string }[] = [
  { id: '0001-house', sql: house },
  { id: '0002-policies', sql: policies },
  { id: '0003-lists', sql: lists },
]
