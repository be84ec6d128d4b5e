import { type IdKind, idKind } from '@budeng/kernel'
import type { DeputyRow } from '@budeng/storage'
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql'
import { ownGrant } from '../access/grant.resolver.ts'
import { findCase } from '../corrections/cases/find-case.ts'
import { findCorrection } from '../corrections/find-correction.ts'
import { findLab } from '../corrections/rules/rules.resolver.ts'
import { ownChallenge } from '../fleet/own-challenge.ts'
import { isOwnSelection } from '../fleet/selection.ts'
import { findDifference } from '../transactions/agreement.resolver.ts'
import { findImport } from '../transactions/files/file.resolver.ts'
import { findMapping } from '../transactions/files/mapping.resolver.ts'
import { findBatch } from '../transactions/find-batch.ts'
import { findExport } from '../transactions/start-export.ts'
import { findTariff } from '../transactions/tariff.resolver.ts'
import { findTransaction } from '../transactions/transactions.resolver.ts'
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

type Find = (operation: Operation, id: string) => Promise<{ id: string } | null>

/** How each kind of thing is looked up by whoever may; a kind that is not here cannot be. */
const FINDS: Readonly<Partial<Record<IdKind, Find>>> = {
  node: ({ load }, id) => load.node.load(id),
  person: async (operation, id) => (mayRead(operation, id) ? await operation.load.person.load(id) : null),
  terminal: ({ load }, id) => load.terminal.load(id),
  device: ({ load }, id) => load.device.load(id),
  command: ({ load }, id) => load.command.load(id),
  event: ({ load }, id) => load.event.load(id),
  bulk: ({ load }, id) => load.bulk.load(id),
  change: ({ load }, id) => load.change.load(id),
  alert: ({ load }, id) => load.alert.load(id),
  incident: ({ load }, id) => load.incident.load(id),
  apiKey: async ({ authority, load }, id) => (authority.permits.has('key:read') ? await load.apiKey.load(id) : null),
  breakGlass: ({ load }, id) => load.breakGlass.load(id),
  transaction: findTransaction,
  batch: findBatch,
  difference: findDifference,
  tariff: findTariff,
  fileImport: findImport,
  csvMapping: findMapping,
  exportJob: findExport,
  correction: findCorrection,
  recovery: ({ load }, id) => load.recovery.load(id),
  rollout: ({ load }, id) => load.rollout.load(id),
  workOrder: ({ load }, id) => load.workOrder.load(id),
  case: findCase,
  lab: findLab,
  selection: async (operation, id) => {
    const selection = await operation.load.selection.load(id)
    return isOwnSelection(operation, selection) ? selection : null
  },
  deputy: async (operation, id) => mayReadDeputy(operation, await operation.load.deputy.load(id)),
  grant: ownGrant,
  presence: async (operation, id) => {
    const challenge = await ownChallenge(operation, id)
    return challenge === null ? null : { ...challenge, id: challengeIdOf(challenge.commandId) }
  },
}

async function findNode(operation: Operation, id: string): Promise<{ id: string } | null> {
  const { viewer } = operation
  if (viewer.apiKey !== null && !mayKeyRead(typeNameOf(id) ?? '', viewer.apiKey.scopes)) return null
  const kind = idKind(id)
  return kind === null ? null : ((await FINDS[kind]?.(operation, id)) ?? null)
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
