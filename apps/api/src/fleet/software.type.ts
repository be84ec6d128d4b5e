import type { Instant } from '@budeng/kernel'
import type { SoftwarePackageRow } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'

@ObjectType('SoftwarePackage', {
  simpleResolvers: true,
  description: "A vendor's package (软件包) that terminals may be told to take.",
})
export class SoftwarePackageObject {
  @Field(() => ID, { description: 'Its id.' })
  id: string

  @Field(() => String, { description: 'Model that it is for.' })
  model: string

  @Field(() => String, { description: 'Version that will run.' })
  version: string

  @Field(() => Int, { description: 'Its bytes.' })
  bytes: number

  @Field(() => String, { description: 'Its SHA-256, base64url, as in the manifest.' })
  sha256: string

  @Field(() => String, { description: "The vendor's signature, base64url." })
  signature: string

  @Field(() => String, {
    nullable: true,
    description:
      "The vendor's key, Ed25519, base64url: the signature was checked against it when the package came. Null: it was not told; each terminal checks with the key that it has from the factory.",
  })
  vendorKey: string | null

  @Field(() => DateTimeScalar, { description: 'When it was added.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was withdrawn: no terminal is told to take it any more. Null: it may be given out.',
  })
  withdrawnAt: Instant | null

  @Field(() => String, { nullable: true, description: 'Why it was withdrawn.' })
  withdrawnReason: string | null

  readonly createdBy: string
  readonly withdrawnBy: string | null
}

/** As people are shown it. */
export function packageView({ sha256, ...row }: SoftwarePackageRow): SoftwarePackageObject {
  return { ...row, sha256: Buffer.from(sha256, 'hex').toString('base64url') }
}

@InputType('SoftwarePackageWithdrawInput', { description: 'Which package is given out no more, and why.' })
export class SoftwarePackageWithdrawInput {
  @Field(() => ID, { description: 'The package.' })
  packageId: string

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => String, { description: 'Makes a repeat harmless: the same key, the same answer.' })
  idempotencyKey: string
}

@ObjectType('SoftwarePackagePayload', { simpleResolvers: true, description: 'A package after an act on it.' })
export class SoftwarePackagePayload {
  @Field(() => SoftwarePackageObject, { nullable: true, description: 'It, as it is now; null: it was refused.' })
  softwarePackage: SoftwarePackageObject | null

  @Field(() => Boolean, { description: 'The answer is that of an earlier request with the same key.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}
