import {
  type AlertListQuery,
  alertMoment,
  type AlertRow,
  type IncidentView,
  listAlerts,
  listIncidents,
} from '@budeng/storage'
import { z } from 'zod'
import { levelFor } from '../../access/find-organisation.ts'
import { type Connection, connectionOf } from '../../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../../graphql/cursor.ts'
import type { Operation } from '../../graphql/operation.ts'
import { type Place, pageSize } from '../../graphql/paging.ts'
import { listOrNull, parsedInput } from '../../graphql/parsed-input.ts'
import type { AlertsArgs, IncidentsArgs } from './alert-input.ts'
import { SeverityEnum } from './enums.ts'

const flag = (fallback: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? fallback)
const Filter = z.object({
  open: flag(true),
  severities: listOrNull(z.enum(SeverityEnum)),
  mine: flag(false),
  quiet: flag(false),
  organisationId: z.string().nullish(),
})

/** One page of alerts: of a terminal, of an incident, or of everything under an organisation. */
export async function alertPage(
  operation: Operation,
  args: AlertsArgs,
  owner: { readonly terminalId: string } | { readonly incidentId: string } | null,
  place: Place,
): Promise<Connection<AlertRow>> {
  const first = pageSize(args.first, place)
  const { organisationId, mine, ...filter } = parsedInput(Filter, args.filter ?? {}, ['filter'])
  const hash = listHash({ ...filter, mine, at: organisationId ?? null })
  const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
  const level = owner === null ? await levelFor(operation, organisationId) : null
  const of: AlertListQuery['of'] | null = owner ?? (level === null ? null : { level })
  const after = key === null ? null : { at: key[0], id: key[1] }
  const claimedBy = mine ? operation.viewer.person.id : null
  const rows =
    of === null
      ? []
      : await operation.read((db) => listAlerts(db, { of, filter: { ...filter, claimedBy }, after, limit: first + 1 }))
  return connectionOf(rows, first, args.after, (row) => encodeCursor([alertMoment(filter.open, row), row.id], hash))
}

/** One page of incidents that the viewer has a part in. */
export async function incidentPage(operation: Operation, args: IncidentsArgs): Promise<Connection<IncidentView>> {
  const first = pageSize(args.first, 'root')
  const open = args.open ?? null
  const hash = listHash({ open })
  const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
  const after = key === null ? null : { at: key[0], id: key[1] }
  const rows = await operation.read((db) => listIncidents(db, open, after, first + 1))
  return connectionOf(rows, first, args.after, ({ startedAt, id }) => encodeCursor([startedAt, id], hash))
}
