import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { stepTerminal } from './terminal-life.ts'
import { TerminalStateSetInput, TerminalStateSetPayload } from './terminal-life.type.ts'

@Resolver()
export class TerminalLifeResolver {
  @Mutation(() => TerminalStateSetPayload, {
    description:
      'Takes a terminal a step on in its life. A suspended one takes no commands and raises no alerts, and sends its journal on; a retired one is cut off for good.',
  })
  async terminalStateSet(
    @Arg('input', () => TerminalStateSetInput, { description: 'Which terminal, where to, and why.' })
    input: TerminalStateSetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalStateSetPayload> {
    return await stepTerminal(operation, input)
  }
}
