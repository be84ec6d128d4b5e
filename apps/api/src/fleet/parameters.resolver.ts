import { parametersState } from '@budeng/fleet'
import type { TerminalView } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import {
  TerminalParametersObject,
  TerminalParametersSetInput,
  TerminalParametersSetPayload,
} from './parameters.type.ts'
import { reportedParameters } from './reported-parameters.ts'
import { setParameters } from './set-parameters.ts'
import { TerminalObject } from './terminal.type.ts'

@Resolver(() => TerminalObject)
export class ParametersResolver {
  @FieldResolver(() => TerminalParametersObject, {
    description: 'How it is wished to be set, and whether it says that it is.',
  })
  async parameters(
    @Root() { id }: TerminalView,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalParametersObject> {
    const [row, link] = await Promise.all([operation.load.parameters.load(id), operation.load.link.load(id)])
    const reported = reportedParameters(link)
    const desired = row?.tag ?? null
    return {
      state: parametersState(desired, reported),
      ...{ version: row?.version ?? 0, values: row?.parameterValues ?? {}, desired, reported },
      changedAt: row?.changedAt ?? null,
      driftSince: row?.driftSince ?? null,
    }
  }

  @Mutation(() => TerminalParametersSetPayload, {
    description: 'Wishes parameters for a terminal; it takes them with its next PARAMETERS_PULL.',
  })
  async terminalParametersSet(
    @Arg('input', () => TerminalParametersSetInput, { description: 'The wish.' }) input: TerminalParametersSetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalParametersSetPayload> {
    return await setParameters(operation, input)
  }
}
