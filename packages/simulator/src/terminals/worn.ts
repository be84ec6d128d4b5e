import type { Health } from '@budeng/protocol'

/** A condition with the parts that a behaviour changes: a group of figures member by member, anything else as a whole. */
export function wornBy(base: Health, worn: Health): Health {
  const parts = Object.entries(worn).map(([part, value]) => {
    const before = base[part as keyof Health]
    return [part, isGroup(before) && isGroup(value) ? { ...before, ...value } : value]
  })
  return { ...base, ...(Object.fromEntries(parts) as Health) }
}

function isGroup(value: unknown): value is object {
  return value !== null && typeof value === 'object'
}
