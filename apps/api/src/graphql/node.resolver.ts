import { idKind } from '@budeng/kernel'
import type { DeputyRow } from '@budeng/storage'
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql'
import { ownGrant } from '../access/grant.resolver.ts'
import { ownChallenge } from '../fleet/own-challenge.ts'
import { isOwnSelection } from '../fleet/selection.ts'
import { findDifference } from '../transactions/agreement.resolver.ts'
import { findTariff } from '../transactions/tariff.resolver.ts'
import { findBatch, findTransaction } from '../transactions/transactions.resolver.ts'
import { NODES_MAX } from '../limits.ts'
import { badInput } from './api-error.ts'
import { mayKeyRead } from '../access/api-key-scope.ts'
import { NodeObject, typeNameOf } from './node.type.ts'
import { challengeIdOf } from './ids.ts'
import type { Operation } from './operation.ts'

@Resolver()
export class NodeResolver {
  @Query(() => NodeObject, {
    nullable: true,
    description: 'Anything by its id; null for what is not there or not the viewer’s to see.',
  })
  async node(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<{ id: string } | null> {
    return await findNode(operation, id)
  }

  @Query(() => [NodeObject], {
    nullable: 'items',
    description: 'Up to 100 things by their ids, in the same order; null where there is none.',
  })
  async nodes(
    @Arg('ids', () => [ID], { description: 'Their ids.' }) ids: string[],
    @Ctx('operation') operation: Operation,
  ): Promise<({ id: string } | null)[]> {
    if (ids.length > NODES_MAX) throw badInput(`\`ids\` may have ${NODES_MAX} items at most.`, ['ids'])
    return await Promise.all(ids.map((id) => findNode(operation, id)))
  }
}

async function findNode(operation: Operation, id: string): Promise<{ id: string } | null> {
  const { load, viewer } = operation
  if (viewer.apiKey !== null && !mayKeyRead(typeNameOf(id) ?? '', viewer.apiKey.scopes)) return null
  switch (idKind(id)) {
    case 'node':
      return await load.node.load(id)
    case 'person':
      return mayRead(operation, id) ? await load.person.load(id) : null
    case 'terminal':
      return await load.terminal.load(id)
    case 'device':
      return await load.device.load(id)
    case 'command':
      return await load.command.load(id)
    case 'event':
      return await load.event.load(id)
    case 'bulk':
      return await load.bulk.load(id)
    case 'change':
      return await load.change.load(id)
    case 'apiKey':
      return operation.authority.permits.has('key:read') ? await load.apiKey.load(id) : null
    case 'breakGlass':
      return await load.breakGlass.load(id)
    case 'transaction':
      return await findTransaction(operation, id)
    case 'batch':
      return await findBatch(operation, id)
    case 'difference':
      return await findDifference(operation, id)
    case 'tariff':
      return await findTariff(operation, id)
    case 'selection': {
      const selection = await load.selection.load(id)
      return isOwnSelection(operation, selection) ? selection : null
    }
    case 'deputy':
      return mayReadDeputy(operation, await load.deputy.load(id))
    case 'grant':
      return await ownGrant(operation, id)
    case 'presence': {
      const challenge = await ownChallenge(operation, id)
      return challenge === null ? null : { ...challenge, id: challengeIdOf(challenge.commandId) }
    }
    default:
      return null
  }
}

/** Deputyships are looked up by those who may read people, and by the two that they are about. */
function mayReadDeputy({ authority, viewer }: Operation, deputy: DeputyRow | null): DeputyRow | null {
  const isOwn = deputy !== null && [deputy.absentId, deputy.deputyId].includes(viewer.realPerson.id)
  return isOwn || authority.permits.has('person:read') ? deputy : null
}

/** People are looked up by those who may read people, and by themselves. */
function mayRead({ authority }: Operation, personId: string): boolean {
  return authority.permits.has('person:read') || authority.personId === personId
}
