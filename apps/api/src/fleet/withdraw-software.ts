import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { fromBase64url } from '@budeng/protocol'
import { packagesByIds, packageState, type Scoped, type Unit, withdrawPackage } from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import { checkedChoice, type CommandChoice } from './command-choice.ts'
import { packageView, type SoftwarePackagePayload, type SoftwarePackageWithdrawInput } from './software.type.ts'

/** A package is given out no more. Like a stop it is asked no second factor: it only keeps terminals from changing. */
export async function withdrawSoftware(
  operation: Operation,
  input: SoftwarePackageWithdrawInput,
): Promise<SoftwarePackagePayload> {
  const { idempotencyKey: key, ...rest } = input
  const wish = { name: 'softwarePackageWithdraw', key, input: rest }
  const outcome = await fulfil(operation, wish, (unit) => withdraw(operation, unit, input))
  if (!outcome.ok) return { softwarePackage: null, ...told(operation, outcome) }
  const [row] = await operation.read((db) => packagesByIds(db, [outcome.answer]))
  const softwarePackage = row === undefined ? null : packageView(row)
  return { softwarePackage, ...told(operation, outcome) }
}

async function withdraw(operation: Operation, unit: Unit, input: SoftwarePackageWithdrawInput): Promise<string> {
  const { authority, viewer } = operation
  const forbidden = permissionRefusal(authority, 'command:SOFTWARE_UPDATE')
  if (forbidden !== null) throw new Refused(forbidden)
  const id = idOf('softwarePackage', input.packageId)
  const [row] = id === null ? [] : await packagesByIds(unit, [id])
  if (row === undefined) throw notFound('packageId')
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const by = viewer.realPerson.id
  if (!(await withdrawPackage(unit, row, { by, reason: input.reason.trim() }))) throw withdrawn(row)
  return row.id
}

/**
 * Terminals at or under a place would be told to take a package that cannot be fetched: that is said now, and not by each
 * of them when it tries.
 */
export async function packageRefusal(db: Scoped, path: string, choice: CommandChoice): Promise<AnyRefusal | null> {
  if (choice.type !== 'SOFTWARE_UPDATE') return null
  // what is no manifest at all is the core's to refuse
  const checked = checkedChoice(choice)
  if (!checked.ok) return null
  const { model, version, bytes, sha256, signature } = checked.params
  const about = { model: String(model), version: String(version), bytes: Number(bytes), signature: String(signature) }
  const state = await packageState(db, path, { ...about, sha256: fromBase64url(String(sha256))?.toString('hex') ?? '' })
  if (state === 'GIVEN_OUT') return null
  const params = { model: about.model, version: about.version }
  return { code: state === 'WITHDRAWN' ? 'PACKAGE_WITHDRAWN' : 'PACKAGE_UNKNOWN', params, path: ['input', 'command'] }
}

/** @throws Refused for the same reasons */
export async function refuseUnfetchable(db: Scoped, path: string, choice: CommandChoice): Promise<void> {
  const refusal = await packageRefusal(db, path, choice)
  if (refusal !== null) throw new Refused(refusal)
}

function withdrawn({ model, version }: { readonly model: string; readonly version: string }): Refused {
  return new Refused({ code: 'PACKAGE_WITHDRAWN', params: { model, version }, path: ['input', 'packageId'] })
}
