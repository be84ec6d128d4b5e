import { type SelectionRow, terminalIdsOfSelection, type TerminalView } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { SAMPLE_MAX } from '../limits.ts'
import { userError } from '../language/language.ts'
import { ActionPreviewArgs, SelectionCreateInput } from './bulk-input.ts'
import { SelectionCreatePayload } from './bulk-payload.type.ts'
import { ActionPreviewObject, PreviewLineObject, SelectionObject } from './bulk.type.ts'
import { PreviewParameterBeforeObject } from './parameters.type.ts'
import { type Line, lineObject, previewAction } from './preview.ts'
import { createSelection, isOwnSelection } from './selection.ts'
import { TerminalObject } from './terminal.type.ts'

@Resolver(() => SelectionObject)
export class SelectionResolver {
  @Query(() => SelectionObject, {
    nullable: true,
    description: "One selection of the viewer's own; null for any other.",
  })
  async selection(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<SelectionRow | null> {
    const known = idOf('selection', id)
    const selection = known === null ? null : await operation.load.selection.load(known)
    return isOwnSelection(operation, selection) ? selection : null
  }

  @Mutation(() => SelectionCreatePayload, {
    description: 'Freezes a set of terminals for an hour: named ones, or all that match a filter now.',
  })
  async selectionCreate(
    @Arg('input', () => SelectionCreateInput, { description: 'Which terminals.' }) input: SelectionCreateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SelectionCreatePayload> {
    const made = await createSelection(operation, input)
    if ('refusal' in made) return { selection: null, userErrors: [userError(made.refusal, operation.reader)] }
    return { selection: await operation.load.selection.load(made.selectionId), userErrors: [] }
  }

  @FieldResolver(() => Int)
  count(@Root() selection: SelectionRow): number {
    return selection.terminalCount
  }

  @FieldResolver(() => [TerminalObject], { description: 'Five of them.' })
  async sample(@Root() selection: SelectionRow, @Ctx('operation') operation: Operation): Promise<TerminalView[]> {
    const ids = await operation.read((db) => terminalIdsOfSelection(db, selection.id, SAMPLE_MAX))
    return await terminals(operation, ids)
  }
}

@Resolver(() => ActionPreviewObject)
export class ActionPreviewResolver {
  @Query(() => ActionPreviewObject, {
    description: 'What `bulkRequest` would do with a selection, from the code that does it.',
  })
  async actionPreview(
    @Args(() => ActionPreviewArgs) args: ActionPreviewArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<ActionPreviewObject> {
    return await previewAction(operation, args)
  }

  @FieldResolver(() => [PreviewLineObject], { description: 'One line for each fate; their counts add up to `total`.' })
  lines(
    @Root() preview: { readonly plan: readonly Line[] },
    @Ctx('operation') operation: Operation,
  ): PreviewLineObject[] {
    return preview.plan.map((line) => lineObject(line, operation))
  }
}

@Resolver(() => PreviewParameterBeforeObject)
export class PreviewParameterBeforeResolver {
  @FieldResolver(() => TerminalObject, { nullable: true, description: 'One of them.' })
  async example(
    @Root() { exampleId }: { readonly exampleId: string },
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalView | null> {
    return await operation.load.terminal.load(exampleId)
  }
}

@Resolver(() => PreviewLineObject)
export class PreviewLineResolver {
  @FieldResolver(() => [TerminalObject], { description: 'Up to five of them.' })
  async sample(@Root() line: Pick<Line, 'sampleIds'>, @Ctx('operation') operation: Operation): Promise<TerminalView[]> {
    return await terminals(operation, line.sampleIds)
  }
}

async function terminals(operation: Operation, ids: readonly string[]): Promise<TerminalView[]> {
  const found = await Promise.all(ids.map((id) => operation.load.terminal.load(id)))
  return found.filter((terminal) => terminal !== null)
}
