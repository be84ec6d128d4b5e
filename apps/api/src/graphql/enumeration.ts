import { registerEnumType } from 'type-graphql'

/**
 * A GraphQL enum over a closed list of the core: every value must have its sentence, so that a value added to the
 * core without one does not compile.
 */
export function enumeration<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): Readonly<Record<Value, Value>> {
  const names = Object.keys(values) as Value[]
  const members = Object.fromEntries(names.map((value) => [value, value])) as Record<Value, Value>
  registerEnumType(members, {
    name,
    description,
    valuesConfig: Object.fromEntries(names.map((value) => [value, { description: values[value] }])) as Record<
      Value,
      { description: string }
    >,
  })
  return members
}
