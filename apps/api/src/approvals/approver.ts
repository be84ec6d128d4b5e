import { ageRefusal, type Approver, oldestFactor } from '@budeng/access'
import { type FactorRows, factorsOfPeople, humansOf, type Scoped, type Unit } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/refused.ts'

/** The viewer, as the rules of two people see them, in the transaction of the decision. */
export async function approverOf(operation: Operation, db: Scoped): Promise<Approver> {
  const [factors] = await factorsOfPeople(db, [operation.viewer.person.id])
  return approver(operation, factors ?? null)
}

/** The same for what is only shown. */
export async function approverShown(operation: Operation): Promise<Approver> {
  return approver(operation, await operation.load.factors.load(operation.viewer.person.id))
}

function approver({ viewer, authority }: Operation, factors: FactorRows | null): Approver {
  const { person } = viewer
  const { totp = null, passkeys = [] } = factors ?? {}
  return {
    personId: person.id,
    humanId: authority.humanId ?? person.id,
    standsFor: authority.standsFor,
    permits: authority.permits,
    path: person.path,
    roleSince: person.roleSince,
    factorSince: oldestFactor({
      totpSince: totp?.confirmedAt ?? null,
      passkeysSince: passkeys.map(({ createdAt }) => createdAt),
    }),
  }
}

/**
 * Ends the decision of somebody whose role or second factor is younger than a day, in the transaction of the decision.
 * @throws Refused
 */
export async function refuseTooYoung(operation: Operation, unit: Unit): Promise<void> {
  const refusal = ageRefusal(await approverOf(operation, unit), unit.clock.now())
  if (refusal !== null) throw new Refused(refusal.refusal)
}

/** The humans behind accounts as known now, and behind what was known as their human when they asked. */
export async function humansBehind(db: Scoped, ...personIds: readonly (string | null)[]): Promise<readonly string[]> {
  const known = personIds.filter((id) => id !== null)
  return known.length === 0 ? [] : (await humansOf(db, known)).map(({ humanId }) => humanId)
}
