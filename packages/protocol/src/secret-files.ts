import { readFileSync } from 'node:fs'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Secrets may stand in files, as container platforms hand them out: `NAME_FILE` names the file whose text is `NAME`, its
 * last line break apart; the name of the file is not handed on. Both at once are a mistake that nobody should guess about.
 * @throws Error that names the variable, never its value
 */
export function withSecretFiles(variables: Variables, names: readonly string[]): Variables {
  const read = names.flatMap((name) => {
    const path = variables[`${name}_FILE`]
    if (path === undefined || path === '') return []
    if ((variables[name] ?? '') !== '') throw new Error(`${name} and ${name}_FILE are both given: leave one out.`)
    return [[name, textOf(`${name}_FILE`, path)] as const]
  })
  const files = names.map((name) => `${name}_FILE`)
  const others = Object.entries(variables).filter(([name]) => !files.includes(name))
  return Object.fromEntries([...others, ...read])
}

function textOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (fault) {
    const reason = (fault as NodeJS.ErrnoException).code ?? 'unknown'
    throw new Error(`${name} cannot be read: ${reason}`, { cause: fault })
  }
}
