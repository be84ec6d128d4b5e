import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { fromBase64url } from '@budeng/protocol'
import { isWithdrawn, packagesByIds, type Scoped, type Unit, withdrawPackage } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import type { CommandChoice } from './command-choice.ts'
import { packageView, type SoftwarePackagePayload, type SoftwarePackageWithdrawInput } from './software.type.ts'

/** A package is given out no more. Like a stop it is asked no second factor: it only keeps terminals from changing. */
export async function withdrawSoftware(
  operation: Operation,
  input: SoftwarePackageWithdrawInput,
): Promise<SoftwarePackagePayload> {
  const { idempotencyKey: key, ...rest } = input
  const wish = { name: 'softwarePackageWithdraw', key, input: rest }
  const outcome = await fulfil(operation, wish, (unit) => withdraw(operation, unit, input))
  if (!outcome.ok)
    return { softwarePackage: null, replayed: false, userErrors: [userError(outcome.refusal, operation.reader)] }
  const [row] = await operation.read((db) => packagesByIds(db, [outcome.answer]))
  const softwarePackage = row === undefined ? null : packageView(row)
  return { softwarePackage, replayed: outcome.replayed, userErrors: [] }
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
  if (!(await withdrawPackage(unit, row, { by, reason: input.reason.trim() }))) throw withdrawn(row, 'packageId')
  return row.id
}

/** @throws Refused when terminals would be told to take a package that was withdrawn */
export async function refuseWithdrawn(db: Scoped, { type, params }: CommandChoice): Promise<void> {
  if (type !== 'SOFTWARE_UPDATE') return
  const { model, version, sha256 } = params
  const hash = fromBase64url(String(sha256))?.toString('hex') ?? ''
  if (await isWithdrawn(db, { model, version, sha256: hash })) throw withdrawn({ model, version }, 'command')
}

function withdrawn(
  { model, version }: { readonly model: unknown; readonly version: unknown },
  member: string,
): Refused {
  const params = { model: String(model), version: String(version) }
  return new Refused({ code: 'PACKAGE_WITHDRAWN', params, path: ['input', member] })
}
