/** The documents of this client, by hand; a test checks each against the contract. */

const USER_ERRORS = 'userErrors { code message path facts { name value } }'
const VIEWER = `viewer {
  person { id name email role organisation { id name } }
  permissions language timeZone sessionExpiresAt
}`
const TERMINAL = `id tid mid state model presence presenceSince signOn hostResponseCode batchNo faults
  acquirer { id name code } merchant { id name } store { id name }`
const COMMAND = `id type tier state final reason attempt progress missingEvidence byTerminalsWord
  requestedAt notAfter publishedAt acknowledgedAt finishedAt version
  terminal { id tid } why { code text }
  evidence { kind witness at facts { name value } }
  result { status code data at }`
const EVENT = 'id position at type subject text'
const MONEY = '{ amount currency exponent }'
const TRANSACTION = `id tid batchNo stan msgClass type label authorisation reversal followUp settlement synchronisation
  amount ${MONEY} net ${MONEY} rrn maskedCard at recordedAt effectiveDate late merchant { id name } store { id name }`

export const LOGIN = `mutation Login($input: LoginInput!) { login(input: $input) { ${VIEWER} ${USER_ERRORS} } }`
export const LOGOUT = 'mutation Logout { logout { done } }'
export const VIEWER_GET = `query Viewer { ${VIEWER} }`
export const TERMINAL_BY_TID = `query TerminalByTid($acquirerCode: String!, $tid: String!) {
  terminalByTid(acquirerCode: $acquirerCode, tid: $tid) { ${TERMINAL} }
}`
export const TERMINALS = `query Terminals($first: Int!, $after: String, $filter: TerminalFilter) {
  terminals(first: $first, after: $after, filter: $filter) { nodes { ${TERMINAL} } pageInfo { hasNextPage endCursor } }
}`
export const FLEET_COUNTS = `query FleetCounts($organisationId: ID) {
  fleetCounts(organisationId: $organisationId) { total byStatus { presence signOn count } openCommands pendingApprovals at }
}`
export const COMMAND_GET = `query Command($id: ID!) { command(id: $id) { ${COMMAND} } }`
export const COMMAND_REQUEST = `mutation CommandRequest($input: CommandRequestInput!) {
  commandRequest(input: $input) { replayed command { ${COMMAND} } ${USER_ERRORS} }
}`
export const COMMAND_CANCEL = `mutation CommandCancel($input: CommandCancelInput!) {
  commandCancel(input: $input) { replayed command { ${COMMAND} } ${USER_ERRORS} }
}`
export const COMMAND_PROGRESS = `subscription CommandProgress($commandId: ID!, $since: Position) {
  commandProgress(commandId: $commandId, since: $since) { position command { ${COMMAND} } event { ${EVENT} } }
}`
export const ENROLMENT_CREATE = `mutation EnrolmentCreate($input: EnrolmentCreateInput!) {
  enrolmentCreate(input: $input) { code expiresAt ${USER_ERRORS} }
}`
export const EVENTS = `query Events($first: Int!, $after: String, $filter: EventFilter) {
  events(first: $first, after: $after, filter: $filter) { nodes { ${EVENT} } pageInfo { hasNextPage endCursor } }
}`
export const FEED = `query Feed($since: Position!, $first: Int!, $types: [String!]) {
  feed(since: $since, first: $first, types: $types) {
    events { ${EVENT} data terminal { id tid } } position resync
  }
}`
export const FEED_POSITION = 'query FeedPosition { feedPosition }'
export const TRANSACTIONS = `query Transactions($first: Int!, $after: String, $filter: TransactionFilter) {
  transactions(first: $first, after: $after, filter: $filter) { nodes { ${TRANSACTION} } pageInfo { hasNextPage endCursor } }
}`
