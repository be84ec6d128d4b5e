import { labelsUnder, type TerminalView } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { levelFor } from '../../access/find-organisation.ts'
import type { Operation } from '../../graphql/operation.ts'
import { LABELS_SHOWN_MAX } from '../../limits.ts'
import { TerminalObject } from '../terminal.type.ts'
import { labelTerminals } from './change-labels.ts'
import { TerminalLabelsChangeInput, TerminalLabelsChangePayload } from './labels.type.ts'

@Resolver(() => TerminalObject)
export class TerminalLabelsResolver {
  @FieldResolver(() => [String], { description: 'What people labelled it with (标签).' })
  async labels(@Root() { id }: TerminalView, @Ctx('operation') { load }: Operation): Promise<string[]> {
    return (await load.labels.load(id)).map(({ label }) => label)
  }

  @Query(() => [String], {
    description: "Labels that stand on terminals of the viewer's subtree, or under one organisation; at most 200.",
  })
  async terminalLabels(
    @Arg('organisationId', () => ID, { nullable: true, description: 'Only under this organisation.' }) organisationId:
      | string
      | null,
    @Ctx('operation') operation: Operation,
  ): Promise<string[]> {
    const level = await levelFor(operation, organisationId)
    return level === null ? [] : await operation.read((db) => labelsUnder(db, level, LABELS_SHOWN_MAX))
  }

  @Mutation(() => TerminalLabelsChangePayload, {
    description: 'Puts labels on terminals and takes others off: on all of them, or on none.',
  })
  async terminalLabelsChange(
    @Arg('input', () => TerminalLabelsChangeInput, { description: 'Which terminals, and what.' })
    input: TerminalLabelsChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalLabelsChangePayload> {
    return await labelTerminals(operation, input)
  }
}
