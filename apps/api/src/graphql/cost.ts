import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
  isCompositeType,
  isListType,
} from 'graphql'
import { type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity'
import { FIRST_DEFAULT, FIRST_MAX, NODES_MAX } from '../limits.ts'
import { ApiError } from './api-error.ts'

const FIELD_COST = 0.1
const OBJECT_COST = 1
const MUTATION_COST = 10
/** Lists that have no page: actions of a terminal, a command's timeline. About that many. */
const PLAIN_LIST_LENGTH = 10

/** Lists that are shorter by their nature: lines of an entry, sides of a batch, what one correction touches. */
const SHORT_LISTS: Readonly<Record<string, number>> = {
  Correction: 3,
  TransactionVersion: 3,
  CorrectionBulkRow: 50,
  CaseHit: 3,
  CaseSide: 3,
  CaseAction: 7,
  Explanation: 1,
  CorrectionFigure: 1,
  CorrectionEntry: 2,
  CorrectionPosting: 5,
  CorrectionBatchMove: 2,
  CorrectionTotalsLine: 2,
  CorrectionDecision: 2,
  CorrectionAction: 7,
  CorrectionProblem: 2,
  CorrectionEvidence: 4,
  EvidenceSet: 3,
  FieldValue: 3,
  FieldChange: 3,
  RolloutGroup: 4,
  RolloutFigure: 5,
  RolloutRight: 4,
  PreviewParameter: 8,
  PreviewParameterBefore: 5,
}

/**
 * What an operation may cost at most, from its types and variables: 0.1 a field, 1 an object, a page `first` times,
 * a mutation 10.
 */
export function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): number {
  // of wrong variables the executor says which; the complexity's own coercion would write an error for each one of them
  if (!areUsable(schema, query, operationName, variables)) return 0
  try {
    return getComplexity({
      schema,
      query,
      estimators: [costOfField],
      ...(operationName != null && { operationName }),
      ...(variables != null && { variables }),
    })
  } catch (error) {
    if (error instanceof ApiError) throw error
    return 0
  }
}

function areUsable(
  schema: GraphQLSchema,
  query: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): boolean {
  const definitions = getOperationAST(query, operationName)?.variableDefinitions ?? []
  return getVariableValues(schema, definitions, variables ?? {}, { maxErrors: 1 }).errors === undefined
}

function costOfField({ type, field, args, childComplexity }: ComplexityEstimatorArgs): number {
  const output = getNullableType(field.type)
  const own = type.name === 'Mutation' ? MUTATION_COST : 0
  const itemCost = isCompositeType(getNamedType(output)) ? OBJECT_COST + childComplexity : FIELD_COST
  if (isListType(output)) return own + (isPage(type.name) ? 1 : listLength(args, getNamedType(output).name)) * itemCost
  if (!isCompositeType(output)) return own + FIELD_COST
  return own + OBJECT_COST + (isPage(output.name) ? pageLength(args['first']) : 1) * childComplexity
}

/** `edges` and `nodes` of a page are counted with the page; so are the events of a batch of the feed. */
function isPage(typeName: string): boolean {
  return typeName.endsWith('Connection') || typeName === 'EventBatch'
}

function listLength(args: Readonly<Record<string, unknown>>, typeName: string): number {
  const { ids, first } = args
  if (Array.isArray(ids)) return Math.min(ids.length, NODES_MAX)
  if (typeof first === 'number' && first > 0) return Math.min(first, FIRST_MAX)
  return SHORT_LISTS[typeName] ?? PLAIN_LIST_LENGTH
}

function pageLength(first: unknown): number {
  // a longer page is refused where it is read
  return typeof first === 'number' && first > 0 ? Math.min(first, FIRST_MAX) : FIRST_DEFAULT
}
