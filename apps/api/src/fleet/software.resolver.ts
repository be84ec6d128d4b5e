import { type PersonRow, softwarePackages } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql'
import { PersonObject, ViewerObject } from '../access/person.type.ts'
import type { Operation } from '../graphql/operation.ts'
import { SOFTWARE_PACKAGES_MAX } from '../limits.ts'
import {
  packageView,
  SoftwarePackageObject,
  SoftwarePackagePayload,
  SoftwarePackageWithdrawInput,
} from './software.type.ts'
import { withdrawSoftware } from './withdraw-software.ts'

@Resolver(() => ViewerObject)
export class SoftwareResolver {
  @FieldResolver(() => [SoftwarePackageObject], {
    description: "Packages of the viewer's acquirer, the newest first; none for who may not ask for an update.",
  })
  async softwarePackages(@Ctx('operation') operation: Operation): Promise<readonly SoftwarePackageObject[]> {
    if (!operation.authority.permits.has('command:SOFTWARE_UPDATE')) return []
    return (await operation.read((db) => softwarePackages(db, SOFTWARE_PACKAGES_MAX))).map(packageView)
  }
}

@Resolver(() => SoftwarePackageObject)
export class SoftwarePackageResolver {
  @Mutation(() => SoftwarePackagePayload, {
    description:
      'Withdraws a package (撤回软件包), for good: no terminal is told to take it any more, and one that was told and has not fetched all of it finds it gone. What runs stays. At an acquirer.',
  })
  async softwarePackageWithdraw(
    @Arg('input', () => SoftwarePackageWithdrawInput, { description: 'Which package, and why.' })
    input: SoftwarePackageWithdrawInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SoftwarePackagePayload> {
    return await withdrawSoftware(operation, input)
  }

  @FieldResolver(() => Int, {
    description: 'Terminals of its model in sight that say they run this version.',
  })
  async runningOn(@Root() { id }: SoftwarePackageObject, @Ctx('operation') operation: Operation): Promise<number> {
    return (await operation.load.packageUse.load(id))?.count ?? 0
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who added it, when the viewer sees them.' })
  async addedBy(
    @Root() { createdBy }: SoftwarePackageObject,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow | null> {
    return await operation.load.person.load(createdBy)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who withdrew it, when somebody did and the viewer sees them.',
  })
  async withdrawnBy(
    @Root() { withdrawnBy }: SoftwarePackageObject,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow | null> {
    return withdrawnBy === null ? null : await operation.load.person.load(withdrawnBy)
  }
}
