import type { CommandRow } from '@budeng/storage'
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql'
import type { Connection } from '../graphql/connection.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { CommandCancelInput, CommandRequestInput, CommandsArgs } from './command-input.ts'
import { commandPage } from './command-page.ts'
import { CommandCancelPayload, CommandRequestPayload } from './command-payload.type.ts'
import { cancelCommand } from './cancel-command.ts'
import { CommandConnection, CommandObject } from './command.type.ts'
import { requestCommand } from './request-command.ts'

@Resolver()
export class CommandsResolver {
  @Query(() => CommandObject, {
    nullable: true,
    description: 'One command for a terminal that the viewer sees; null for any other.',
  })
  async command(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<CommandRow | null> {
    const known = idOf('command', id)
    return known === null ? null : await operation.load.command.load(known)
  }

  @Query(() => CommandConnection, { description: "Commands of the viewer's subtree, newest first." })
  async commands(
    @Args(() => CommandsArgs) args: CommandsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<CommandRow>> {
    return await commandPage(operation, args, { level: operation.level }, 'root')
  }

  @Mutation(() => CommandRequestPayload, {
    description: 'Asks for one command on one terminal. The answer says QUEUED, not done: follow `commandProgress`.',
  })
  async commandRequest(
    @Arg('input', () => CommandRequestInput, { description: 'What, where and why.' }) input: CommandRequestInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CommandRequestPayload> {
    return await requestCommand(operation, input)
  }

  @Mutation(() => CommandCancelPayload, {
    description: 'Calls a command off: at once while it is not sent, else the terminal is asked.',
  })
  async commandCancel(
    @Arg('input', () => CommandCancelInput, { description: 'Which, and why.' }) input: CommandCancelInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CommandCancelPayload> {
    return await cancelCommand(operation, input)
  }
}
