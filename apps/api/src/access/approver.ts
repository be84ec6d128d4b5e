import { FACTOR_AGE_MIN_MS, mayApproveYet } from '@budeng/access'
import { factorsOfPeople, type Unit } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/refused.ts'

/**
 * Ends an approval by somebody whose role or second factor is younger than a day. For everything that a second person
 * says yes to.
 * @throws Refused
 */
export async function checkOldEnough(operation: Operation, unit: Unit): Promise<void> {
  const { person } = operation.viewer
  const [factors] = await factorsOfPeople(unit, [person.id])
  const held = {
    totpSince: factors?.totp?.confirmedAt ?? null,
    passkeysSince: (factors?.passkeys ?? []).map(({ createdAt }) => createdAt),
  }
  if (!mayApproveYet(person.roleSince, held, unit.clock.now()))
    throw new Refused({ code: 'TOO_YOUNG', params: { ageMs: FACTOR_AGE_MIN_MS } })
}
