import { z } from 'zod'
import { environmentSchema } from './environment-schema.ts'

/** One environment variable, for people. */
export interface Variable {
  readonly name: string
  /** Null: unset. */
  readonly fallback: string | null
  readonly about: string
}

/** Every variable of the house. */
export function variables(): Variable[] {
  return Object.entries(environmentSchema.shape).map(([name, type]) => ({
    name,
    fallback: fallbackOf(type),
    about: type.description ?? '',
  }))
}

function fallbackOf(type: z.ZodType): string | null {
  const parsed = z.safeParse(type, undefined)
  const { data } = parsed
  return typeof data === 'string' || typeof data === 'number' ? String(data) : null
}

/** The text of `.env.example`. */
export function dotEnv(all: readonly Variable[]): string {
  const head = '# Every variable of Budeng. Written by: npm run update-contracts'
  const entries = all.map(
    ({ name, fallback, about }) => `\n# ${about}\n${fallback === null ? `# ${name}=` : `${name}=${fallback}`}`,
  )
  return `${[head, ...entries].join('\n')}\n`
}

/** The table of the README. */
export function markdownTable(all: readonly Variable[]): string {
  const rows = all.map(
    ({ name, fallback, about }) => `| \`${name}\` | ${fallback === null ? '–' : `\`${fallback}\``} | ${about} |`,
  )
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n')
}
