import { boardReads } from '@budeng/access'
import { ApolloArmor } from '@escape.tech/graphql-armor'
import {
  type DocumentNode,
  getOperationAST,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql'
import { admitKey } from '../access/api-key-scope.ts'
import type { Viewer } from '../access/viewer.ts'
import { ALIASES_MAX, COST_MAX, DEPTH_MAX, DIRECTIVES_MAX, EXPANDED_FIELDS_MAX } from '../limits.ts'
import { ApiError, factorRequired, sessionLocked, unauthenticated } from './api-error.ts'
import { isConfined, isOfWatchBoard } from './confinement.ts'
import { costOf } from './cost.ts'

/** Root fields that need no session. */
const OPEN_FIELDS: ReadonlySet<string> = new Set([
  'viewer',
  'login',
  'loginPasskeyStart',
  'logout',
  'invitation',
  'invitationAccept',
  'boardOpen',
  'signInProviders',
  'providerLoginStart',
  '__typename',
])
/** Root fields of a session that is locked. */
const LOCKED_FIELDS: ReadonlySet<string> = new Set([
  'viewer',
  'login',
  'loginPasskeyStart',
  'logout',
  'sessionUnlock',
  'sessionUnlockStart',
  'signInProviders',
  'providerLoginStart',
  '__typename',
])
/** Root fields of somebody who must set a second factor up before anything else. */
const ENROLLING_FIELDS: ReadonlySet<string> = new Set([...LOCKED_FIELDS, 'securityChange', 'totpConfirm', 'passkeyAdd'])

/** Refuse hostile documents while they are validated, before anything of them runs. */
export const admissionRules: readonly ValidationRule[] = new ApolloArmor({
  // the parser counts tokens itself, and schema.graphql is public
  maxTokens: { enabled: false },
  blockFieldSuggestion: { enabled: false },
  maxDepth: { n: DEPTH_MAX, flattenFragments: true },
  maxAliases: { n: ALIASES_MAX },
  maxDirectives: { n: DIRECTIVES_MAX },
  // counts fields only; what an operation costs is said by `costOf`, which knows types and variables
  costLimit: {
    maxCost: EXPANDED_FIELDS_MAX,
    objectCost: 1,
    scalarCost: 1,
    depthCostFactor: 1,
    flattenFragments: true,
    ignoreIntrospection: false,
  },
}).protect().validationRules

export interface Admission {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName: string | null | undefined
  readonly variables: Readonly<Record<string, unknown>> | null | undefined
  readonly viewer: Viewer | null
}

/**
 * Whether a valid document may run: who asks may see it at all, and it costs no more than one operation may.
 * @returns its cost
 * @throws ApiError UNAUTHENTICATED, SESSION_LOCKED, FACTOR_REQUIRED, FORBIDDEN, QUERY_TOO_COMPLEX
 */
export function admit({ schema, document, operationName, variables, viewer }: Admission): number {
  const operation = getOperationAST(document, operationName)
  // the executor says what is wrong with the name
  if (operation === null || operation === undefined) return 0
  const fields = rootFields(document, operation.selectionSet, new Set())
  const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION
  if (viewer === null && (isSubscription || !fields.every((name) => OPEN_FIELDS.has(name)))) throw unauthenticated()
  const isWithin = (allowed: ReadonlySet<string>) =>
    fields.every((name) => allowed.has(name)) && isConfined(schema, document)
  if (viewer?.isLocked === true && !isWithin(LOCKED_FIELDS)) throw sessionLocked()
  if (viewer?.mustEnrol === true && !isWithin(ENROLLING_FIELDS)) throw factorRequired()
  if (viewer?.session.page != null) {
    admitBoard(viewer.session.page, operation.operation, fields)
    if (viewer.session.watchId !== null && !isOfWatchBoard(schema, document)) throw onlyPage(viewer.session.page)
  }
  if (viewer?.apiKey != null) admitKey(schema, document, operation, viewer.apiKey.scopes)
  const cost = costOf(schema, document, operationName, variables)
  if (cost > COST_MAX)
    throw new ApiError(
      'QUERY_TOO_COMPLEX',
      `This operation costs ${Math.ceil(cost)}, more than ${COST_MAX}. Ask for smaller pages or fewer fields.`,
      { cost: Math.ceil(cost), costMax: COST_MAX },
    )
  return cost
}

/** A board reads what its page shows, and changes nothing. */
function admitBoard(page: string, operation: OperationTypeNode, fields: readonly string[]): void {
  const isReading = operation !== OperationTypeNode.MUTATION
  const isItsOwn = fields.every((name) => (isReading ? boardReads(page, name) : name === 'logout'))
  if (!isItsOwn) throw onlyPage(page)
}

function onlyPage(page: string): ApiError {
  return new ApiError('FORBIDDEN', `This token reads the page "${page}" and nothing else.`)
}

function rootFields(document: DocumentNode, { selections }: SelectionSetNode, seen: Set<string>): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value]
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(document, selection.selectionSet, seen)
    const name = selection.name.value
    if (seen.has(name)) return []
    seen.add(name)
    const fragment = document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name,
    )
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(document, fragment.selectionSet, seen) : []
  })
}
