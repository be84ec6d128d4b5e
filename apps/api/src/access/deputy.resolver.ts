import type { AnyRefusal } from '../graphql/refused.ts'
import { Fault } from '@budeng/kernel'
import { deputyTouchRefusal } from '@budeng/access'
import { type DeputyRow, deputyshipsOf, listDeputies, type NodeRow, peopleAt, type PersonRow } from '@budeng/storage'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { userError } from '../language/language.ts'
import { DEPUTY_CANDIDATES_MAX } from '../limits.ts'
import {
  DeputyActInput,
  DeputyActPayload,
  DeputyConnection,
  DeputyEndInput,
  DeputyObject,
  DeputyPayload,
  DeputySetInput,
} from './deputy.type.ts'
import { namedOrganisation } from './find-organisation.ts'
import { OrganisationObject } from './organisation.type.ts'
import { PersonObject, ViewerObject } from './person.type.ts'
import { RightObject, rightOf } from './right.type.ts'
import { actFor, endDeputyship, setDeputy } from './set-deputy.ts'
import type { Viewer } from './viewer.ts'

@ArgsType()
class DeputiesArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'True: only those of now; false: only those that are over.' })
  live: boolean | null
}

@Resolver()
export class DeputiesResolver {
  @Query(() => DeputyConnection, {
    description:
      'Deputyships that the viewer is part of; with `person:read`, all of the own subtree. The newest first.',
  })
  async deputies(
    @Args(() => DeputiesArgs) args: DeputiesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<DeputyRow>> {
    const first = pageSize(args.first, 'root')
    const live = args.live ?? null
    const hash = listHash({ live })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
    const after = key === null ? null : { setAt: key[0], id: key[1] }
    const { person, authority } = operation.viewer
    const path = authority.permits.has('person:read') ? person.path : null
    const query = { path, personId: person.id, at: operation.now, live, after, limit: first + 1 }
    const rows = await operation.read((db) => listDeputies(db, query))
    return connectionOf(rows, first, args.after, ({ setAt, id }) => encodeCursor([setAt, id], hash))
  }

  @Query(() => [PersonObject], {
    description: 'People who could stand in: of the same organisation and of those above that the viewer sees.',
  })
  async deputyCandidates(
    @Arg('absentId', () => ID, { nullable: true, description: 'For whom; the viewer when left out.' })
    absentId: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<readonly PersonRow[]> {
    const { person, authority } = operation.viewer
    const id = absentId == null ? person.id : idOf('person', absentId)
    const absent = id === null ? null : await operation.load.person.load(id)
    const setter = { authority, path: person.path }
    if (absent === null || deputyTouchRefusal(setter, absent) !== null) return []
    const nodes = absent.path.split('.')
    const rows = await operation.read((db) => peopleAt(db, nodes, DEPUTY_CANDIDATES_MAX))
    return rows.filter((row) => row.humanId !== absent.humanId)
  }

  @Mutation(() => DeputyPayload, { description: 'Names somebody who stands in for an absent person until a moment.' })
  async deputySet(
    @Arg('input', () => DeputySetInput, { description: 'Who for whom, as what, until when.' }) input: DeputySetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DeputyPayload> {
    return await setDeputy(operation, input)
  }

  @Mutation(() => DeputyPayload, { description: 'Ends a deputyship before its time.' })
  async deputyEnd(
    @Arg('input', () => DeputyEndInput, { description: 'Which.' }) input: DeputyEndInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DeputyPayload> {
    return await endDeputyship(operation, input)
  }

  @Mutation(() => DeputyActPayload, {
    description:
      "This session acts in the absent one's place from now on, or as oneself again. What is done carries for whom.",
  })
  async deputyAct(
    @Arg('input', () => DeputyActInput, { description: 'By which deputyship.' }) input: DeputyActInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DeputyActPayload> {
    const refusal = await actFor(operation, input)
    if (refusal !== null) return { viewer: null, userErrors: [userError(refusal, operation.reader)] }
    const { viewer, house } = operation
    house.sessions.ended(viewer.session.id)
    operation.become(await house.sessions.of(viewer.secretHash))
    return { viewer: operation.viewerOrNull, userErrors: [] }
  }
}

@Resolver(() => DeputyObject)
export class DeputyResolver {
  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who is away; null when the viewer does not see them.',
  })
  async absent(@Root() deputy: DeputyRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(deputy.absentId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who stands in; null when the viewer does not see them.',
  })
  async person(@Root() deputy: DeputyRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(deputy.deputyId)
  }

  @FieldResolver(() => OrganisationObject, { description: 'Whose subtree the deputy acts in.' })
  async organisation(@Root() deputy: DeputyRow, @Ctx('operation') operation: Operation): Promise<NodeRow> {
    const node = await namedOrganisation(operation, deputy.nodeId)
    if (node === null) throw new Fault('a deputyship is seen without its organisation')
    return node
  }

  @FieldResolver(() => RightObject, { description: 'Whether the viewer may end it.' })
  end(@Root() deputy: DeputyRow, @Ctx('operation') operation: Operation): RightObject {
    const { person, realPerson, authority } = operation.viewer
    const isOver = deputy.endedAt !== null || deputy.until <= operation.now
    const absent = { id: deputy.absentId, path: deputy.path }
    const refusal: AnyRefusal | null = isOver
      ? { code: 'DEPUTY_ENDED' }
      : deputy.deputyId === realPerson.id
        ? null
        : deputyTouchRefusal({ authority, path: person.path }, absent)
    return rightOf(refusal, operation.reader)
  }
}

@Resolver(() => ViewerObject)
export class ViewerDeputyResolver {
  @FieldResolver(() => [DeputyObject], { description: 'For whom the viewer may act now; see `deputyAct`.' })
  async deputyships(@Root() viewer: Viewer, @Ctx('operation') operation: Operation): Promise<readonly DeputyRow[]> {
    return await operation.read((db) => deputyshipsOf(db, viewer.realPerson.id, operation.now))
  }

  @FieldResolver(() => DeputyObject, {
    nullable: true,
    description: 'The deputyship in which this session acts; null: as oneself.',
  })
  actingAs(@Root() viewer: Viewer): DeputyRow | null {
    return viewer.actingAs
  }
}
