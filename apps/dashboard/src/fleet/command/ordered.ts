import { MESSAGE_TEMPLATES, RELOGIN_LEVELS } from '@budeng/fleet/public'

/** One thing that a command orders beside its type. `MEMBER`: a parameter without a word of its own, by its name. */
export type Ordered =
  | { readonly kind: 'VERSION' | 'SHA256' | 'MESSAGE'; readonly value: string }
  | { readonly kind: 'LEVEL'; readonly value: (typeof RELOGIN_LEVELS)[number] }
  | { readonly kind: 'MEMBER'; readonly name: string; readonly value: string }

/** What the parameters of a command come to for whoever reads or approves it: nothing of it is left out. */
export function orderedOf(type: string, params: unknown): readonly Ordered[] {
  if (typeof params !== 'object' || params === null) return []
  const members = new Map(Object.entries(params).map(([name, value]) => [name, textOf(value)]))
  const take = (name: string) => {
    const value = members.get(name) ?? ''
    members.delete(name)
    return value
  }
  const known: Ordered[] = []
  if (type === 'SOFTWARE_UPDATE') {
    known.push({ kind: 'VERSION', value: `${take('model')} ${take('version')}`.trim() })
    known.push({ kind: 'SHA256', value: take('sha256') })
    // the package is named by its hash: how long it is and who signed it stand at its own page
    for (const name of ['bytes', 'signature']) take(name)
  }
  if (type === 'MESSAGE_SHOW') {
    const template = take('template')
    const text = take('text')
    known.push({ kind: 'MESSAGE', value: template === '' ? text : (TEMPLATES[template] ?? template) })
  }
  const level = RELOGIN_LEVELS.find((one) => type === 'RELOGIN' && one === members.get('level'))
  if (level !== undefined) {
    take('level')
    known.push({ kind: 'LEVEL', value: level })
  }
  return [...known, ...[...members].map(([name, value]): Ordered => ({ kind: 'MEMBER', name, value }))]
}

const TEMPLATES: Readonly<Record<string, string>> = MESSAGE_TEMPLATES

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
