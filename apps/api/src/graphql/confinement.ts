import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql'

/** What a session that may not do anything yet reads of itself; types that are not here hang on nothing but its own. */
const READABLE: Readonly<Record<string, readonly string[]>> = {
  Viewer: [
    'person',
    'permissions',
    'language',
    'timeZone',
    'sessionExpiresAt',
    'locked',
    'elevatedUntil',
    'boardPage',
    'training',
    'security',
    'sessions',
  ],
  Person: ['id', 'name', 'email', 'role', 'version', 'isViewer', 'organisation'],
  // by name: from here on the whole tree could be walked
  Organisation: ['id', 'kind', 'code', 'name'],
}

/** All that the board of a watch window reads: what stands on it, and nothing that hangs on that. */
const ON_WATCH_BOARD: Readonly<Record<string, readonly string[]>> = {
  ...READABLE,
  Viewer: [...(READABLE['Viewer'] ?? []).filter((name) => name !== 'sessions'), 'boardWatch'],
  Security: ['mustEnrol', 'passkeysPossible', 'passkeyHost'],
  WatchWindow: [
    ...['id', 'name', 'organisationName', 'organisation', 'startsAt', 'endsAt', 'timeZone', 'patience', 'heartbeat'],
    ...['allowsRollouts', 'state', 'endedAt', 'version', 'plannedBy', 'report'],
  ],
  WatchReport: ['terminals', 'offlineAtEnd', 'incidents', 'alerts', 'commands', 'recoveries'],
  NamedCount: ['name', 'count'],
  FleetCounts: [
    ...['total', 'neverEnrolled', 'retired', 'byStatus', 'offlineOverAnHour', 'withFaults', 'openAlerts'],
    ...['overdueAlerts', 'openIncidents', 'openCommands', 'at'],
  ],
  StatusCount: ['presence', 'signOn', 'count'],
  AlertConnection: ['nodes', 'pageInfo', 'totalCount'],
  Alert: [
    ...['id', 'subject', 'severity', 'state', 'standing', 'raisedAt', 'lastRaisedAt', 'raises', 'dueAt', 'overdue'],
    ...['mutedUntil', 'version', 'claimedBy', 'incident', 'terminal'],
  ],
  Incident: ['id', 'kind', 'name'],
  TerminalConnection: ['nodes', 'pageInfo', 'totalCount'],
  Terminal: ['id', 'tid', 'presence', 'presenceSince', 'merchant', 'store'],
  PageInfo: ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'],
  DispatchStop: ['id', 'organisationName', 'coversAll', 'since', 'by', 'reason', 'version', 'liftRefusals'],
  UserError: ['code', 'message'],
}
const ROOT_TYPES: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription'])

/** Whether a document reads what stands on the board of a watch window; its root fields are looked at elsewhere. */
export function isOfWatchBoard(schema: GraphQLSchema, document: DocumentNode): boolean {
  return isWithin(
    schema,
    document,
    (type, field) => ROOT_TYPES.has(type) || ON_WATCH_BOARD[type]?.includes(field) === true,
  )
}

/**
 * Whether a document stays with the viewer's own person: a locked session, and one that lacks the second factor that its
 * role needs, must not reach through `viewer` what the root fields refuse it.
 */
export function isConfined(schema: GraphQLSchema, document: DocumentNode): boolean {
  return isWithin(schema, document, (type, field) => READABLE[type]?.includes(field) ?? true)
}

function isWithin(
  schema: GraphQLSchema,
  document: DocumentNode,
  reads: (type: string, field: string) => boolean,
): boolean {
  const types = new TypeInfo(schema)
  let within = true
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        if (name.value !== '__typename' && !reads(types.getParentType()?.name ?? '', name.value)) within = false
      },
    }),
  )
  return within
}
