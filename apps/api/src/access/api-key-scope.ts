import type { Permission } from '@budeng/access'
import {
  type DocumentNode,
  getNamedType,
  type GraphQLSchema,
  isObjectType,
  type OperationDefinitionNode,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { ApiError } from '../graphql/api-error.ts'

/** What a key needs to read things of a type; a type that is not here is open to every key, or to none by its root field. */
const TYPES: Readonly<Record<string, Permission>> = {
  Terminal: 'terminal:read',
  Device: 'terminal:read',
  Heartbeat: 'terminal:read',
  Selection: 'terminal:read',
  FleetCounts: 'terminal:read',
  FleetHistory: 'terminal:read',
  ApprovalFigures: 'transaction:read',
  ActionPreview: 'terminal:read',
  Action: 'terminal:read',
  Cause: 'terminal:read',
  Alert: 'terminal:read',
  Incident: 'terminal:read',
  Fault: 'terminal:read',
  Organisation: 'organisation:read',
  Command: 'command:read',
  DispatchStop: 'command:read',
  Recovery: 'command:read',
  RecoveryStep: 'command:read',
  PlaybookChoice: 'command:read',
  WorkOrder: 'command:read',
  BulkAction: 'command:read',
  Rollout: 'command:read',
  RolloutMember: 'command:read',
  BulkProgress: 'command:read',
  Event: 'event:read',
  Transaction: 'transaction:read',
  JournalRecord: 'transaction:read',
  Batch: 'transaction:read',
  ConsistencyProof: 'transaction:read',
  Difference: 'transaction:read',
  AgreementBoard: 'transaction:read',
  TerminalAgreement: 'transaction:read',
  Correction: 'correction:read',
  CorrectionImpact: 'correction:read',
  Case: 'correction:read',
  UnprovenLine: 'correction:read',
  CorrectionMonth: 'correction:read',
  CorrectionRule: 'correction:read',
  UnprovenFigures: 'correction:read',
  TwinTotals: 'correction:read',
  LedgerEntry: 'ledger:read',
  LedgerAccount: 'ledger:read',
  LedgerAccountLine: 'ledger:read',
  MerchantStatement: 'ledger:read',
  StatementLine: 'ledger:read',
  TrialBalance: 'ledger:read',
  Payable: 'ledger:read',
  Payout: 'ledger:read',
  PayoutReturn: 'ledger:read',
  MissingFile: 'file:read',
  FileSchedule: 'file:read',
  FileDay: 'file:read',
  Tariff: 'tariff:read',
  FileImport: 'file:read',
  CsvMapping: 'file:read',
  FileLine: 'transaction:read',
  RecordMatch: 'transaction:read',
  HostRecord: 'transaction:read',
}

/** Root fields that programs may ask for. Whatever is not named here is for people. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  query: [
    'viewer',
    'node',
    'nodes',
    'organisation',
    'organisations',
    'terminal',
    'terminalByTid',
    'terminals',
    'terminalLabels',
    'terminalModels',
    'terminalAppVersions',
    'fleetCounts',
    'fleetHistory',
    'alerts',
    'incidents',
    'responseCodes',
    'command',
    'commands',
    'dispatchStops',
    'selection',
    'actionPreview',
    'bulkAction',
    'bulkActions',
    'rollout',
    'rollouts',
    'recovery',
    'recoveries',
    'workOrders',
    'events',
    'eventTypes',
    'feed',
    'feedPosition',
    'transaction',
    'transactions',
    'batch',
    'batches',
    'difference',
    'differences',
    'correction',
    'corrections',
    'case',
    'openDifferences',
    'correctionMonth',
    'correctionRules',
    'correctionLimits',
    'cases',
    'ledgerAccounts',
    'ledgerAccount',
    'merchantStatement',
    'trialBalance',
    'payable',
    'payouts',
    'tariffs',
    'export',
    'exports',
    'fileImport',
    'fileImports',
    'missingFiles',
    'fileSchedules',
    'csvMappings',
    'matches',
    '__schema',
    '__type',
    '__typename',
  ],
  mutation: [
    'commandRequest',
    'commandCancel',
    'selectionCreate',
    'bulkRequest',
    'rolloutStart',
    'enrolmentCreate',
    'exportStart',
    '__typename',
  ],
  subscription: [
    'terminalChanges',
    'commandProgress',
    'terminalTimeline',
    'bulkProgress',
    'rolloutProgress',
    'dispatchStopChanges',
    '__typename',
  ],
}

/** What a mutation made, in its payload. */
const ANSWERS: readonly string[] = ['Command', 'BulkAction', 'Rollout', 'Selection']

/** Whether a key with these scopes may read things of a type. */
export function mayKeyRead(typeName: string, scopes: readonly Permission[]): boolean {
  const needed = TYPES[typeName]
  return needed !== undefined && scopes.includes(needed)
}

/**
 * Holds a document against the scopes of a key before anything of it runs: its root fields, and every type that it would
 * read, however deep.
 * @throws ApiError FORBIDDEN, naming the scope that is missing
 */
export function admitKey(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  scopes: readonly Permission[],
): void {
  const types = new TypeInfo(schema)
  const allowed = ROOTS[operation.operation] ?? []
  const isMutation = operation.operation === OperationTypeNode.MUTATION
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (field) => {
        const parent = types.getParentType()
        const isRoot =
          parent === schema.getQueryType() ||
          parent === schema.getMutationType() ||
          parent === schema.getSubscriptionType()
        if (isRoot && !allowed.includes(field.name.value))
          throw new ApiError('FORBIDDEN', `\`${field.name.value}\` is for people, not for API keys.`)
        const type = getNamedType(types.getType())
        // the answer to an own wish is the key's own to read; what hangs on it is not
        if (isMutation && isObjectType(type) && ANSWERS.includes(type.name)) return
        const needed = isObjectType(type) ? TYPES[type.name] : undefined
        if (needed !== undefined && !scopes.includes(needed))
          throw new ApiError('FORBIDDEN', `This key may not read ${type?.name}: it has no scope ${needed}.`, {
            scope: needed,
          })
      },
      InlineFragment: () => {
        const type = types.getType()
        const needed = isObjectType(type) ? TYPES[type.name] : undefined
        if (needed !== undefined && !scopes.includes(needed))
          throw new ApiError('FORBIDDEN', `This key may not read ${type?.toString()}: it has no scope ${needed}.`, {
            scope: needed,
          })
      },
    }),
  )
}
