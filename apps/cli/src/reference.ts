import { z } from 'zod'
import { environmentSchema } from './environment.ts'

/** One environment variable, for people. */
export interface Variable {
  readonly name: string
  /** Null: unset. */
  readonly fallback: string | null
  readonly about: string
  readonly readBy: readonly string[]
}

const SCHEMAS: readonly (readonly [reader: string, schema: z.ZodObject])[] = [['cli', environmentSchema]]

/** Every variable of every process, the first description winning. */
export function variables(): Variable[] {
  const byName = new Map<string, Variable>()
  for (const [reader, schema] of SCHEMAS)
    for (const [name, type] of Object.entries(schema.shape)) {
      const known = byName.get(name)
      const described = type instanceof z.ZodType ? (type.description ?? '') : ''
      byName.set(
        name,
        known === undefined
          ? { name, fallback: fallbackOf(type), about: described, readBy: [reader] }
          : { ...known, readBy: [...known.readBy, reader] },
      )
    }
  return [...byName.values()]
}

function fallbackOf(type: z.core.$ZodType): string | null {
  const parsed = z.safeParse(type, undefined)
  return parsed.success && parsed.data !== undefined ? String(parsed.data) : null
}
