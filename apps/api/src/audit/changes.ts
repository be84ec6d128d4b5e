import type { EventChangeObject } from './audit.type.ts'

/**
 * What a fact changed: facts of a change carry `before` and `after`, objects with the members that differ. Facts that
 * tell of one value carry it as `from` and `to`.
 */
export function changesOf(data: object): EventChangeObject[] {
  const { before, after, from, to } = data as Readonly<Record<string, unknown>>
  if (isObject(before) || isObject(after)) {
    const [old, made] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
    return [...new Set([...Object.keys(old), ...Object.keys(made)])]
      .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(made[name]))
      .map((name) => ({ name, before: old[name] ?? null, after: made[name] ?? null }))
  }
  return from === undefined && to === undefined ? [] : [{ name: 'value', before: from ?? null, after: to ?? null }]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
