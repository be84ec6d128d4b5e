import { idKind } from '@budeng/kernel'
import { eventTable } from './rows/index.ts'
import { insertSelect } from './rows/unnest.ts'
import { UNNEST_ROWS_MAX } from './limits.ts'
import type { EventRow } from './rows/event.ts'
import type { NewEvent, Unit } from './unit.ts'

/**
 * Writes events in their order, and marks them for the sequencer, in one statement. Called by the unit at its commit.
 */
export async function insertEvents(unit: Unit, events: readonly NewEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += UNNEST_ROWS_MAX) {
    const rows = events.slice(from, from + UNNEST_ROWS_MAX).map((event) => rowOf(unit, event))
    const { sql, params } = insertSelect(eventTable, rows)
    await unit.prepared(
      'insert-events',
      `with written as (${sql} returning ordinal, id) insert into event_pending (ordinal, event_id) select ordinal, id from written`,
      params,
    )
  }
}

function rowOf(unit: Unit, event: NewEvent): Omit<EventRow, 'ordinal'> {
  const { terminal, actor = unit.actor } = event
  return {
    id: unit.newId('event'),
    at: event.at,
    type: event.type,
    subject: event.subject,
    terminalId: terminal?.terminalId ?? (idKind(event.subject) === 'terminal' ? event.subject : null),
    // a path begins with its acquirer, so that the acquirer's list of events has those without a terminal too
    acquirerId: terminal?.acquirerId ?? event.path.split('.')[0] ?? null,
    agentId: terminal?.agentId ?? null,
    merchantId: terminal?.merchantId ?? null,
    storeId: terminal?.storeId ?? null,
    path: event.path,
    actorId: actor.id,
    actorKind: actor.kind,
    behalfOf: actor.behalfOf ?? null,
    address: actor.address ?? null,
    requestId: actor.requestId ?? unit.actor.requestId ?? null,
    data: event.data,
  }
}
