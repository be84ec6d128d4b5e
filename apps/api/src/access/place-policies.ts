import {
  authorityUnder,
  defaultPolicies,
  type EffectivePolicies,
  type Policies,
  type PolicyBook,
  policyBook,
  policyValues,
  type Role,
  strictest,
} from '@budeng/access'
import type { Authority } from '@budeng/kernel'
import { policiesOnPaths, type Scoped } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'

/** What the viewer may do at a place, and how large an action there may be. */
export interface PlaceRules {
  readonly authority: Authority
  /** An action on more terminals than this counts one tier higher. */
  readonly bulkRaise: number
  /** Least number of commands of a bulk action that asks for no presence. */
  readonly bulkFrom: number
}

/** What an installation says where nobody in the tree has. */
function defaultsOf({ bulkRaise }: Pick<House, 'bulkRaise'>): Policies {
  return defaultPolicies(bulkRaise)
}

/** What holds at these places, read in one query, however many they are. */
export async function policiesAt(db: Scoped, house: House, paths: Iterable<string>): Promise<PolicyBook> {
  return policyBook(await policiesOnPaths(db, paths), defaultsOf(house))
}

/** What holds at one place, for a resolver: many of them read together. */
export async function policiesHere({ load, house }: Operation, path: string): Promise<EffectivePolicies> {
  return policyBook(await load.policies.load(path), defaultsOf(house))(path)
}

/** The viewer's rights under the policies of a place. */
export function rulesUnder({ authority: own, viewer }: Operation, policies: Policies, authority = own): PlaceRules {
  return {
    authority: authorityUnder(authority, viewer.person.role as Role, policies),
    bulkRaise: policies.BULK_RAISE.terminals,
    bulkFrom: policies.PRESENCE.bulkFrom,
  }
}

/** The viewer's rights for one action over all these places: the strictest word of each holds. */
export async function rulesAt(
  operation: Operation,
  db: Scoped,
  paths: Iterable<string>,
  authority = operation.authority,
): Promise<PlaceRules> {
  const places = [...new Set(paths)]
  const book = await policiesAt(db, operation.house, places)
  const policies = places.map((path) => policyValues(book(path)))
  return rulesUnder(operation, strictest(policies, defaultsOf(operation.house)), authority)
}
