import { ID, Field, InterfaceType } from 'type-graphql'
import { type IdKind, idKind } from '@budeng/kernel'

/** The GraphQL type behind each kind of id; kinds that the API does not show are left out. */
const TYPE_NAMES: Partial<Record<IdKind, string>> = {
  node: 'Organisation',
  grant: 'Grant',
  deputy: 'Deputy',
  person: 'Person',
  terminal: 'Terminal',
  device: 'Device',
  command: 'Command',
  event: 'Event',
  selection: 'Selection',
  bulk: 'BulkAction',
  presence: 'PresenceChallenge',
  change: 'ChangeRequest',
  breakGlass: 'BreakGlass',
  apiKey: 'ApiKey',
  transaction: 'Transaction',
  batch: 'Batch',
  difference: 'Difference',
  tariff: 'Tariff',
  fileImport: 'FileImport',
  csvMapping: 'CsvMapping',
  exportJob: 'Export',
  correction: 'Correction',
  recovery: 'Recovery',
  workOrder: 'WorkOrder',
  rollout: 'Rollout',
  alert: 'Alert',
  incident: 'Incident',
  case: 'Case',
  lab: 'RuleLab',
}

/** The name of the type that an id belongs to, or null. Says nothing of whether it exists. */
export function typeNameOf(id: string): string | null {
  const kind = idKind(id)
  return kind === null ? null : (TYPE_NAMES[kind] ?? null)
}

@InterfaceType('Node', {
  description: 'Anything with an id. The same string stands in URLs, logs, MQTT messages and exports.',
  resolveType: (value: { id: string }) => typeNameOf(value.id) ?? undefined,
})
export abstract class NodeObject {
  @Field(() => ID, { description: 'Opaque, prefixed by kind, sorted by the time of making; never reused.' })
  id: string
}
