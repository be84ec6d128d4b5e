import {
  astFromValue,
  getNamedType,
  type GraphQLNamedType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
  print,
} from 'graphql'
import { type AnyField, isNode, type Path } from './paths.ts'
import { declared, passed, type Slot, type ValueFor, variablesFor } from './slots.ts'

export interface Document {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** What is named in a document: the slot that is tried, on which of the path's fields, and the values. */
export interface Naming {
  readonly slot: Slot | null
  /** The field that has the slot; the start's own unless given. */
  readonly at?: AnyField
  readonly valueFor: ValueFor
  /** With a start at things with ids: which things. */
  readonly ids?: readonly string[]
  /** What is selected of the thing at the end; its id unless given. */
  readonly below?: (type: GraphQLNamedType) => string
  /** Further arguments of the start. */
  readonly also?: Readonly<Record<string, unknown>>
}

/** The document that goes one path. */
export function documentOf(path: Path, naming: Naming): Document {
  const { start, fields } = path
  const end = fields.at(-1) ?? (start.kind === 'node' ? null : start.field)
  const endType = end === null ? null : getNamedType(end.type)
  const below =
    start.kind === 'node' && fields.length === 0
      ? factsOf(start.type)
      : path.leadsToNode && endType !== null && (fields.length > 0 || naming.below !== undefined)
        ? (naming.below ?? idOnly)(endType)
        : endType !== null && isCompositeType(endType)
          ? factsOf(endType, { withNodes: start.kind === 'mutation' })
          : ''
  const inside = fields.reduceRight((rest, field) => `{${field.name}${inlineArguments(field, naming)}${rest}}`, below)
  if (start.kind === 'node')
    return {
      query: `query($ids:[ID!]!){nodes(ids:$ids){...on ${start.type.name}${inside}}}`,
      variables: { ids: naming.ids ?? [] },
    }
  const { kind, field } = start
  const isAt = naming.at === undefined || naming.at === field
  const variables = { ...variablesFor(field, isAt ? naming.slot : null, naming.valueFor), ...naming.also }
  const names = Object.keys(variables)
  return { query: `${kind}${declared(field, names)}{${field.name}${passed(names)}${inside}}`, variables }
}

const ID_ONLY = '{__typename ...on Node{id}}'
const idOnly = () => ID_ONLY

/** A thing's id and those of everything that it leads to in one step. */
export function nextStep(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return ID_ONLY
  const edges = Object.values(type.getFields()).flatMap(({ name, args, type: next }): string[] => {
    const end = getNamedType(next)
    if (args.some(isRequiredArgument)) return []
    if (isNode(end)) return [`${name}${ID_ONLY}`]
    return isObjectType(end) && 'nodes' in end.getFields() ? [`${name}(first:1){nodes{id}}`] : []
  })
  return `{id __typename ${edges.join(' ')}}`
}

/** Arguments of a field further down, written into the document. */
function inlineArguments(field: AnyField, { slot, at, valueFor }: Naming): string {
  const values = variablesFor(field, at === field ? slot : null, valueFor)
  const parts = field.args.flatMap(({ name, type }) => {
    const ast = name in values ? astFromValue(values[name], type) : null
    return ast == null ? [] : [`${name}:${print(ast)}`]
  })
  return parts.length === 0 ? '' : `(${parts.join(',')})`
}

/** Everything that an object says of itself, without what has an id of its own. */
export function factsOf(
  type: GraphQLNamedType,
  { withNodes = false, above = [] }: { readonly withNodes?: boolean; readonly above?: readonly string[] } = {},
): string {
  if (!isObjectType(type)) return ID_ONLY
  const parts = Object.values(type.getFields()).flatMap((field): string[] => {
    const next = getNamedType(field.type)
    if (field.args.some(isRequiredArgument)) return []
    if (!isCompositeType(next)) return [field.name]
    if (isNode(next)) return withNodes ? [`${field.name}${ID_ONLY}`] : []
    if (above.includes(next.name)) return []
    const page = field.args.some(({ name }) => name === 'first') ? '(first:2)' : ''
    return [`${field.name}${page}${factsOf(next, { withNodes, above: [...above, type.name] })}`]
  })
  return `{__typename ${parts.join(' ')}}`
}

const AN_ID = /\b[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g

/** Ids of the things in an answer. */
export function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'id' && typeof member === 'string' ? [member] : idsIn(member),
  )
}

/** Whatever looks like an id, wherever it stands. */
export function idsInText(text: string): string[] {
  return [...text.matchAll(AN_ID)].map(([id]) => id)
}

/** An answer without what every answer has its own of: the request's id, the moment, and what was asked about. */
export function cleaned(text: string, asked: readonly string[]): string {
  return asked
    .filter((value) => value !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce(
      (rest, value) => rest.replaceAll(value, 'ASKED'),
      text
        .replaceAll(/"requestId":"[^"]+"/g, '')
        .replaceAll(/"token":"[\w-]{43}"/g, '"token":"TOKEN"')
        // made of chance: the secret of an authenticator, and what a passkey shall sign
        .replaceAll(/\b[A-Z2-7]{32}\b/g, 'SECRET')
        .replaceAll(/\\"challenge\\":\\"[^"]+\\"/g, 'CHALLENGE')
        .replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"MOMENT"')
        // shown once, made of chance
        .replaceAll(/"[A-Z0-9]{4}(-[A-Z0-9]{4}){3}"/g, '"CODE"'),
    )
}

/** The same for two houses: ids by their order, and places in the feed, also those in cursors, as such. */
export function withoutHouse(text: string): string {
  const seen = new Map<string, string>()
  return cleaned(text, [])
    .replaceAll(AN_ID, (id) => {
      const name = seen.get(id) ?? `${id.slice(0, 3)}#${seen.size}`
      seen.set(id, name)
      return name
    })
    .replaceAll(/"(position|feedPosition|cursor|startCursor|endCursor)":"[^"]+"/g, '"$1":"PLACE"')
}
