import { type NodeRow, type PersonRow, type SavedViewRow, savedViewsOf } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../../access/find-organisation.ts'
import { OrganisationObject } from '../../access/organisation.type.ts'
import { PersonObject } from '../../access/person.type.ts'
import type { Operation } from '../../graphql/operation.ts'
import { VIEWS_SHOWN_MAX } from '../../limits.ts'
import { removeSavedView, saveView } from './save-view.ts'
import {
  SavedViewObject,
  SavedViewPayload,
  SavedViewRemoveInput,
  SavedViewSaveInput,
  ViewTermObject,
} from './view.type.ts'

@Resolver(() => SavedViewObject)
export class SavedViewResolver {
  @Query(() => [SavedViewObject], {
    description: "The viewer's own views, and those that are shared at their organisation or above it, by name.",
  })
  async savedViews(@Ctx('operation') operation: Operation): Promise<SavedViewRow[]> {
    const { id, path } = operation.viewer.person
    return await operation.read((db) => savedViewsOf(db, id, path, VIEWS_SHOWN_MAX))
  }

  @FieldResolver(() => [ViewTermObject], { description: 'The address of the list.' })
  terms(@Root() { terms }: SavedViewRow): ViewTermObject[] {
    return Object.entries(terms).map(([name, value]) => ({ name, value }))
  }

  @FieldResolver(() => Boolean, { description: 'True when the viewer saved it.' })
  own(@Root() { personId }: SavedViewRow, @Ctx('operation') { viewer }: Operation): boolean {
    return personId === viewer.person.id
  }

  @FieldResolver(() => String, { description: 'At which organisation it was saved or is shared, by name.' })
  async organisationName(@Root() { nodeId }: SavedViewRow, @Ctx('operation') operation: Operation): Promise<string> {
    return (await namedOrganisation(operation, nodeId))?.name ?? ''
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The same; null when it stands above.' })
  async organisation(@Root() { nodeId }: SavedViewRow, @Ctx('operation') { load }: Operation): Promise<NodeRow | null> {
    return await load.node.load(nodeId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who saved it; null for people that the viewer does not see.',
  })
  async savedBy(@Root() { personId }: SavedViewRow, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return await load.person.load(personId)
  }

  @Mutation(() => SavedViewPayload, { description: 'Keeps the list of terminals as a view.' })
  async savedViewSave(
    @Arg('input', () => SavedViewSaveInput, { description: 'Name and address.' }) input: SavedViewSaveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SavedViewPayload> {
    return await saveView(operation, input)
  }

  @Mutation(() => SavedViewPayload, { description: 'Removes a view.' })
  async savedViewRemove(
    @Arg('input', () => SavedViewRemoveInput, { description: 'Which.' }) input: SavedViewRemoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SavedViewPayload> {
    return await removeSavedView(operation, input)
  }
}
