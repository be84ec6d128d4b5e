import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
} from 'graphql'

export type AnyField = GraphQLField<unknown, unknown>

/** Where a walk begins: a field of the schema's root, or a type with an id. */
export type Start =
  | { readonly kind: 'query' | 'mutation' | 'subscription'; readonly field: AnyField }
  | { readonly kind: 'node'; readonly type: GraphQLObjectType }

/** From a start through objects without ids to one with an id; without `fields` behind the start: its own facts. */
export interface Path {
  readonly name: string
  readonly start: Start
  /** Behind the start. */
  readonly fields: readonly AnyField[]
  /** True: ends at something with an id. */
  readonly leadsToNode: boolean
}

/** A type of which every object has an id of its own: one, some of them, or the interface of all. */
export function isNode(type: GraphQLNamedType): boolean {
  if (isUnionType(type)) return type.getTypes().every(isNode)
  return isInterfaceType(type)
    ? type.name === 'Node'
    : isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node')
}

/** Every type with an id. */
export function nodeTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !isIntrospectionType(type) && isNode(type),
  )
}

/** Fields of one root type. */
export function rootFields(schema: GraphQLSchema, kind: 'query' | 'mutation' | 'subscription'): AnyField[] {
  const type = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind]
  return Object.values(type?.getFields() ?? {})
}

/** Every way in which a field of that root leads to something with an id, and each field's own facts. */
export function rootPaths(schema: GraphQLSchema, kind: 'query' | 'subscription'): Path[] {
  return rootFields(schema, kind).flatMap((field): Path[] => {
    const start: Start = { kind, field }
    const type = getNamedType(field.type)
    const own = { name: field.name, start, fields: [], leadsToNode: isNode(type) }
    return isNode(type) ? [own] : [own, ...edgesFrom(start, field.name, type)]
  })
}

/** Every nested edge: from each type with an id to whatever else with an id it leads to, and each type's own facts. */
export function nodePaths(schema: GraphQLSchema): Path[] {
  return nodeTypes(schema).flatMap((type): Path[] => {
    const start: Start = { kind: 'node', type }
    return [{ name: type.name, start, fields: [], leadsToNode: false }, ...edgesFrom(start, type.name, type)]
  })
}

function edgesFrom(start: Start, startName: string, type: GraphQLNamedType): Path[] {
  return waysToNodes(type, []).map((fields) => ({
    name: [startName, ...fields.map(({ name }) => name)].join('.'),
    start,
    fields,
    leadsToNode: true,
  }))
}

function waysToNodes(type: GraphQLNamedType, above: readonly string[]): AnyField[][] {
  if (!isObjectType(type) || above.includes(type.name)) return []
  return Object.values(type.getFields()).flatMap((field): AnyField[][] => {
    const next = getNamedType(field.type)
    if (isNode(next)) return [[field]]
    return waysToNodes(next, [...above, type.name]).map((rest) => [field, ...rest])
  })
}
