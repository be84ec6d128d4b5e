import { budgetWindows, type GrantState, grantState, grantTouchRefusal, sees } from '@budeng/access'
import { Fault } from '@budeng/kernel'
import { type GrantRow, type Level, listGrants, liveGrants, type NodeRow, type PersonRow } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { AnyRefusal } from '../graphql/refused.ts'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize, type Place } from '../graphql/paging.ts'
import { levelFor, namedOrganisation } from './find-organisation.ts'
import { changeGrant, giveGrant, giverOf, revokeGrant } from './give-grant.ts'
import { GrantChangeInput, GrantGiveInput, GrantRevokeInput, GrantsArgs, GrantsOfArgs } from './grant-input.ts'
import { GrantBudgetObject, GrantConnection, GrantObject, GrantPayload, GrantStateEnum } from './grant.type.ts'
import { OrganisationObject } from './organisation.type.ts'
import { PersonObject, ViewerObject } from './person.type.ts'
import { RightObject, rightOf } from './right.type.ts'
import { agentsOnTheWay, type Viewer } from './viewer.ts'

/** A grant of the viewer's subtree; null for any other, those above included. */
export async function ownGrant(operation: Operation, id: string): Promise<GrantRow | null> {
  const known = idOf('grant', id)
  const grant = known === null ? null : await operation.load.grant.load(known)
  const { person, authority } = operation.viewer
  return grant !== null && authority.permits.has('grant:read') && sees(person.path, grant.path) ? grant : null
}

async function page(
  operation: Operation,
  args: GrantsArgs,
  place: Place,
  of: { readonly level: Level | null; readonly isAlone: boolean },
): Promise<Connection<GrantRow>> {
  const first = pageSize(args.first, place)
  const { level, isAlone } = of
  const live = args.live ?? null
  const hash = listHash({ live, level: level?.id ?? null, isAlone })
  const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
  const after = key === null ? null : { givenAt: key[0], id: key[1] }
  if (level === null || !operation.authority.permits.has('grant:read'))
    return connectionOf<GrantRow>([], first, args.after, () => '')
  const nodeId = isAlone ? level.id : null
  const query = { nodeId, path: level.path, live, at: operation.now, after, limit: first + 1 }
  const rows = await operation.read((db) => listGrants(db, query))
  return connectionOf(rows, first, args.after, ({ givenAt, id }) => encodeCursor([givenAt, id], hash))
}

@Resolver()
export class GrantsResolver {
  @Query(() => GrantObject, { nullable: true, description: 'One grant that the viewer sees; null for any other.' })
  async grant(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<GrantRow | null> {
    return await ownGrant(operation, id)
  }

  @Query(() => GrantConnection, { description: "Grants to agents of the viewer's subtree, the newest first." })
  async grants(
    @Args(() => GrantsOfArgs) args: GrantsOfArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<GrantRow>> {
    const level = await levelFor(operation, args.organisationId)
    return await page(operation, args, 'root', { level, isAlone: false })
  }

  @Mutation(() => GrantPayload, {
    description: "Gives an agent's organisation below the own one what it may order. Never wider than the giver's own.",
  })
  async grantGive(
    @Arg('input', () => GrantGiveInput, { description: 'To whom, what, why.' }) input: GrantGiveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<GrantPayload> {
    return await giveGrant(operation, input)
  }

  @Mutation(() => GrantPayload, { description: 'Changes the terms of a live grant, within the own ones.' })
  async grantChange(
    @Arg('input', () => GrantChangeInput, { description: 'Which, and all terms as they shall be.' })
    input: GrantChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<GrantPayload> {
    return await changeGrant(operation, input)
  }

  @Mutation(() => GrantPayload, {
    description: 'Takes a grant back: commands that wait under it end REMOVED; what is sent goes on to its own end.',
  })
  async grantRevoke(
    @Arg('input', () => GrantRevokeInput, { description: 'Which, and why.' }) input: GrantRevokeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<GrantPayload> {
    return await revokeGrant(operation, input)
  }
}

@Resolver(() => GrantObject)
export class GrantResolver {
  @FieldResolver(() => GrantStateEnum, { description: 'Whether it still permits anything.' })
  state(@Root() grant: GrantRow, @Ctx('operation') { now }: Operation): GrantState {
    return grantState(grant, now)
  }

  @FieldResolver(() => GrantBudgetObject, { description: 'The running hour.' })
  async hour(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): Promise<GrantBudgetObject> {
    return await budget(operation, grant, 'hour')
  }

  @FieldResolver(() => GrantBudgetObject, { description: 'The running day.' })
  async day(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): Promise<GrantBudgetObject> {
    return await budget(operation, grant, 'day')
  }

  @FieldResolver(() => OrganisationObject, { description: 'The agent whose staff may act by it.' })
  async organisation(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): Promise<NodeRow> {
    return await standing(operation, grant.nodeId)
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The organisation that gave it; null when the viewer does not know it.',
  })
  async givenFrom(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return await namedOrganisation(operation, grant.giverNodeId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who gave it; null when the viewer does not see them.',
  })
  async givenBy(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(grant.givenBy)
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who took it back.' })
  async revokedBy(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return grant.revokedBy === null ? null : await operation.load.person.load(grant.revokedBy)
  }

  @FieldResolver(() => Int, { description: 'Commands that wait under it and would end with it.' })
  async queuedCommands(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): Promise<number> {
    return (await operation.load.queuedUnder.load(grant.id)) ?? 0
  }

  @FieldResolver(() => RightObject, { description: 'Whether the viewer may change its terms.' })
  change(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): RightObject {
    return rightOf(touchRefusal(operation, grant, 'grant:write'), operation.reader)
  }

  @FieldResolver(() => RightObject, { description: 'Whether the viewer may take it back.' })
  revoke(@Root() grant: GrantRow, @Ctx('operation') operation: Operation): RightObject {
    return rightOf(touchRefusal(operation, grant, 'grant:revoke'), operation.reader)
  }
}

@Resolver(() => OrganisationObject)
export class OrganisationGrantsResolver {
  @FieldResolver(() => GrantConnection, { description: 'Grants to this organisation, the newest first.' })
  async grants(
    @Root() node: NodeRow,
    @Args(() => GrantsArgs) args: GrantsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<GrantRow>> {
    const level = sees(operation.viewer.person.path, node.path) ? node : null
    return await page(operation, args, 'nested', { level, isAlone: true })
  }
}

@Resolver(() => ViewerObject)
export class ViewerGrantsResolver {
  @FieldResolver(() => [GrantObject], {
    description:
      "Live grants within which the viewer acts: those of the own agent's organisation and of every agent above.",
  })
  async grants(@Root() viewer: Viewer, @Ctx('operation') operation: Operation): Promise<GrantRow[]> {
    // whoever orders nothing acts within no grant, and the budgets above are none of their business
    if (!viewer.authority.permits.has('grant:read')) return []
    const agents = agentsOnTheWay(viewer.organisation, viewer.above).map(({ id }) => id)
    return agents.length === 0 ? [] : await operation.read((db) => liveGrants(db, agents, operation.now))
  }
}

function touchRefusal(
  operation: Operation,
  grant: GrantRow,
  permission: 'grant:write' | 'grant:revoke',
): AnyRefusal | null {
  const state = grantState(grant, operation.now)
  if (state !== 'LIVE') return { code: 'GRANT_ENDED', params: { state } }
  return grantTouchRefusal(giverOf(operation), { kind: 'AGENT', path: grant.path }, permission)
}

async function standing(operation: Operation, nodeId: string): Promise<NodeRow> {
  const node = await namedOrganisation(operation, nodeId)
  if (node === null) throw new Fault('a grant is seen without the organisation that holds it')
  return node
}

async function budget(operation: Operation, grant: GrantRow, period: 'hour' | 'day'): Promise<GrantBudgetObject> {
  const { timeZone } = await standing(operation, grant.nodeId)
  const windows = budgetWindows(timeZone, operation.now)
  const spent = (await operation.load.grantSpending.load({ id: grant.id, windows }))[period]
  const limit = period === 'hour' ? grant.budgetHour : grant.budgetDay
  return { limit, spent, left: Math.max(0, limit - spent), resetsAt: windows[period].until }
}
