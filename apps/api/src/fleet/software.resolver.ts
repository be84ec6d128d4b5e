import { type SoftwarePackageRow, softwarePackages } from '@budeng/storage'
import { Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver } from 'type-graphql'
import type { Instant } from '@budeng/kernel'
import { ViewerObject } from '../access/person.type.ts'
import type { Operation } from '../graphql/operation.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { SOFTWARE_PACKAGES_MAX } from '../limits.ts'

@ObjectType('SoftwarePackage', {
  simpleResolvers: true,
  description: "A vendor's package that terminals may be told to take.",
})
export class SoftwarePackageObject
  implements Pick<SoftwarePackageRow, 'id' | 'model' | 'version' | 'bytes' | 'sha256' | 'signature' | 'createdAt'>
{
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

  @Field(() => DateTimeScalar, { description: 'When it was added.' })
  createdAt: Instant
}

@Resolver(() => ViewerObject)
export class SoftwareResolver {
  @FieldResolver(() => [SoftwarePackageObject], {
    description: "Packages of the viewer's acquirer, the newest first; none for who may not ask for an update.",
  })
  async softwarePackages(@Ctx('operation') operation: Operation): Promise<readonly SoftwarePackageObject[]> {
    if (!operation.authority.permits.has('command:SOFTWARE_UPDATE')) return []
    const rows = await operation.read((db) => softwarePackages(db, SOFTWARE_PACKAGES_MAX))
    return rows.map((row) => ({ ...row, sha256: Buffer.from(row.sha256, 'hex').toString('base64url') }))
  }
}
