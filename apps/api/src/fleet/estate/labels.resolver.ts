import type { TerminalView } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import type { Operation } from '../../graphql/operation.ts'
import { TerminalObject } from '../terminal.type.ts'
import { labelTerminals } from './change-labels.ts'
import { TerminalLabelsChangeInput, TerminalLabelsChangePayload } from './labels.type.ts'

@Resolver(() => TerminalObject)
export class TerminalLabelsResolver {
  @FieldResolver(() => [String], { description: 'What people labelled it with (标签).' })
  async labels(@Root() { id }: TerminalView, @Ctx('operation') { load }: Operation): Promise<string[]> {
    return (await load.labels.load(id)).map(({ label }) => label)
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
