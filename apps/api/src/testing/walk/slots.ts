import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import type { AnyField } from './paths.ts'

/** A place in a field's arguments, however deep, where something that exists can be named: an id, a number, a search. */
export interface Slot {
  /** Names from the argument down, e.g. `filter`, `bulkId`. */
  readonly path: readonly string[]
  readonly isRequired: boolean
}

/** Texts by which something is found without its id. */
const NATURAL_KEYS = ['q', 'tid', 'acquirerCode', 'subject', 'serial', 'email', 'number']

/** Every slot of a field. */
export function slotsOf(field: AnyField): Slot[] {
  return field.args.flatMap((arg) => slotsIn(arg, [arg.name], isRequiredArgument(arg), []))
}

function slotsIn(
  { type }: Pick<GraphQLArgument, 'type'>,
  path: readonly string[],
  isRequired: boolean,
  above: readonly string[],
): Slot[] {
  const named = getNamedType(type)
  if (named.name === 'ID') return [{ path, isRequired }]
  if (named.name === 'String') return NATURAL_KEYS.includes(path.at(-1) ?? '') ? [{ path, isRequired }] : []
  if (!isInputObjectType(named) || above.includes(named.name)) return []
  return Object.values(named.getFields()).flatMap((member) =>
    slotsIn(
      member,
      [...path, member.name],
      isRequired && (isRequiredInputField(member) || (named.isOneOf && isFirst(named.getFields(), member))),
      [...above, named.name],
    ),
  )
}

const isFirst = (members: Readonly<Record<string, GraphQLInputField>>, member: GraphQLInputField) =>
  Object.values(members)[0] === member

/** Answers the value for an id or a natural key by its place; undefined where it has none to give. */
export type ValueFor = (path: readonly string[]) => unknown

/** Values for every argument that is required, and for those on the way to `slot`. */
export function variablesFor(field: AnyField, slot: Slot | null, valueFor: ValueFor): Record<string, unknown> {
  const wanted = field.args.filter((arg) => isRequiredArgument(arg) || slot?.path[0] === arg.name)
  const values = wanted.map((arg) => [arg.name, value(arg.type, [arg.name], slot, valueFor)] as const)
  return Object.fromEntries([...values, ...pageOf(field)])
}

/** What a list does not answer without, as it is written behind its other arguments. */
export function requiredText(field: AnyField): string {
  const { first: _, ...needed } = variablesFor(field, null, () => undefined)
  return field.args
    .filter(({ name }) => Object.hasOwn(needed, name))
    .map(({ name, type }) => `,${name}:${literal(needed[name], type)}`)
    .join('')
}

/** A value as it stands in the text of a query: names of an enum bare, texts in quotes, lists and inputs by their members. */
function literal(given: unknown, type: GraphQLInputType): string {
  const bare = getNullableType(type)
  if (isListType(bare))
    return `[${[given]
      .flat()
      .map((one) => literal(one, bare.ofType))
      .join(',')}]`
  if (isEnumType(bare)) return String(given)
  if (!isInputObjectType(bare)) return JSON.stringify(given)
  const members = Object.entries(given as Readonly<Record<string, unknown>>)
  const member = ([name, one]: readonly [string, unknown]) => {
    const declaredAs = bare.getFields()[name]
    if (declaredAs === undefined) throw new RangeError(`${bare.name} has no ${name}`)
    return `${name}:${literal(one, declaredAs.type)}`
  }
  return `{${members.map(member).join(',')}}`
}

/** Pages are short: what is asked is whether anything is there. */
function pageOf(field: AnyField): [string, number][] {
  return field.args.some(({ name }) => name === 'first') ? [['first', ROWS_OF_A_PAGE]] : []
}
const ROWS_OF_A_PAGE = 5

function value(type: GraphQLInputType, path: readonly string[], slot: Slot | null, valueFor: ValueFor): unknown {
  const given = valueFor(path)
  const bare = getNullableType(type)
  if (isListType(bare)) return given === undefined ? [value(bare.ofType, path, slot, valueFor)] : [given].flat()
  if (given !== undefined) return given
  if (isEnumType(bare)) return bare.getValues()[0]?.name
  if (!isInputObjectType(bare)) return PLAIN[getNamedType(bare).name] ?? 'text'
  const members = Object.values(bare.getFields())
  const onTheWay = (member: GraphQLInputField) => slot !== null && startsWith(slot.path, [...path, member.name])
  const asked = members.filter(onTheWay)
  const wanted = bare.isOneOf
    ? [asked[0] ?? members[0]].filter((member) => member !== undefined)
    : members.filter((member) => isRequiredInputField(member) || onTheWay(member))
  return Object.fromEntries(
    wanted.map((member) => [member.name, value(member.type, [...path, member.name], slot, valueFor)]),
  )
}

const startsWith = (path: readonly string[], head: readonly string[]) => head.every((name, i) => path[i] === name)

/** Values by scalar, for what a walk does not care about. */
const PLAIN: Readonly<Record<string, unknown>> = {
  Int: 1,
  Boolean: true,
  Duration: 'PT15M',
  DateTime: '2030-01-01T00:00:00Z',
  Position: '0',
  Date: '2030-01-01',
  MinorUnits: '1',
}

/** `$name:Type` for every variable that is passed. */
export function declared(field: AnyField, names: readonly string[]): string {
  const parts = field.args.filter(({ name }) => names.includes(name)).map((arg) => `$${arg.name}:${String(arg.type)}`)
  return parts.length === 0 ? '' : `(${parts.join(',')})`
}

export function passed(names: readonly string[]): string {
  return names.length === 0 ? '' : `(${names.map((name) => `${name}:$${name}`).join(',')})`
}
