import type { Permission } from '@budeng/access'
import type { Client } from '../client.ts'
import type { TestHouse } from '../test-house.ts'

/** One way of using a mutation, and what permits it. */
export interface Order {
  readonly mutation: string
  readonly name: string
  /** All of these are needed; none: whoever is logged in. */
  readonly permissions: readonly Permission[]
  /** What the field refuses everybody with who is not the one person that it is for. */
  readonly ownRule?: string
  /** True: what it names is there for its asker only. */
  readonly isOfAsker?: true
  /** True: does not even need a session. */
  readonly isOpen?: boolean
  /** Something that would be accepted from whoever may. */
  readonly input: (asker: Client, house: TestHouse, admin: Client) => Promise<object> | object
}
