import { type AlertMuteRow, mutesUnder, type NodeRow, type PersonRow, type TerminalView } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { levelFor } from '../../access/find-organisation.ts'
import { OrganisationObject } from '../../access/organisation.type.ts'
import { PersonObject } from '../../access/person.type.ts'
import type { Operation } from '../../graphql/operation.ts'
import { MUTES_MAX } from '../../limits.ts'
import { TerminalObject } from '../terminal.type.ts'
import { AlertMutePayload } from './alert.type.ts'
import { AlertMuteObject, AlertUnmuteInput } from './mute.type.ts'
import { unmute } from './mutes.ts'

@Resolver(() => AlertMuteObject)
export class MuteResolver {
  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'Of everything under it; null: of one terminal.',
  })
  async organisation(@Root() { nodeId }: AlertMuteRow, @Ctx('operation') { load }: Operation): Promise<NodeRow | null> {
    return nodeId === null ? null : await load.node.load(nodeId)
  }

  @FieldResolver(() => TerminalObject, { nullable: true, description: 'Of this terminal; null: of an organisation.' })
  async terminal(
    @Root() { terminalId }: AlertMuteRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<TerminalView | null> {
    return terminalId === null ? null : await load.terminal.load(terminalId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who answers for it; null for people that the viewer does not see.',
  })
  async owner(@Root() { ownerId }: AlertMuteRow, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return await load.person.load(ownerId)
  }
}

@Resolver()
export class MutesResolver {
  @Query(() => [AlertMuteObject], { description: 'Stretches of quiet that hold now, those that end soonest first.' })
  async alertMutes(
    @Arg('organisationId', () => ID, { nullable: true, description: 'Under this one; the viewer’s own when left out.' })
    organisationId: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<AlertMuteRow[]> {
    const level = await levelFor(operation, organisationId)
    return level === null ? [] : await operation.read((db) => mutesUnder(db, level.path, MUTES_MAX))
  }

  @Mutation(() => AlertMutePayload, { description: 'Ends a stretch of quiet before its time.' })
  async alertUnmute(
    @Arg('input', () => AlertUnmuteInput, { description: 'Which, and why.' }) input: AlertUnmuteInput,
    @Ctx('operation') operation: Operation,
  ): Promise<AlertMutePayload> {
    return await unmute(operation, input)
  }
}
