import { Fault } from '@budeng/kernel'
import type { NodeRow, PersonRow } from '@budeng/storage'
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { namedOrganisation } from './find-organisation.ts'
import { OrganisationObject } from './organisation.type.ts'
import { PersonObject } from './person.type.ts'

@Resolver(() => PersonObject)
export class PersonResolver {
  @FieldResolver(() => OrganisationObject, { description: 'The organisation whose subtree the person sees.' })
  async organisation(@Root() person: PersonRow, @Ctx('operation') operation: Operation): Promise<NodeRow> {
    const node = await namedOrganisation(operation, person.nodeId)
    if (node === null) throw new Fault('a person belongs to an organisation that is not there')
    return node
  }
}
