import { type KnownValue, valuesUnder } from '@budeng/storage'
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql'
import { levelFor } from '../../access/find-organisation.ts'
import type { Operation } from '../../graphql/operation.ts'
import { KNOWN_VALUES_MAX } from '../../limits.ts'

const under = { nullable: true, description: 'Only under this organisation.' }

/** What lists of terminals are narrowed by, to choose from. */
@Resolver()
export class KnownValuesResolver {
  @Query(() => [String], {
    description: "Labels that stand on terminals of the viewer's subtree, or under one organisation; at most 200.",
  })
  async terminalLabels(
    @Arg('organisationId', () => ID, under) organisationId: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<string[]> {
    return await known(operation, organisationId, 'label')
  }

  @Query(() => [String], {
    description: "Models of the terminals in use in the viewer's subtree, or under one organisation; at most 200.",
  })
  async terminalModels(
    @Arg('organisationId', () => ID, under) organisationId: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<string[]> {
    return await known(operation, organisationId, 'model')
  }

  @Query(() => [String], {
    description:
      "Versions of the payment application that terminals of the viewer's subtree say they run, or those under one organisation; at most 200.",
  })
  async terminalAppVersions(
    @Arg('organisationId', () => ID, under) organisationId: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<string[]> {
    return await known(operation, organisationId, 'appVersion')
  }
}

async function known(operation: Operation, organisationId: string | null, what: KnownValue): Promise<string[]> {
  const level = await levelFor(operation, organisationId)
  return level === null ? [] : await operation.read((db) => valuesUnder(db, level, what, KNOWN_VALUES_MAX))
}
