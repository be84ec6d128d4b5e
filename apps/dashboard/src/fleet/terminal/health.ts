/** A figure or a word of a terminal's condition. */
export interface HealthFact {
  readonly name: string
  readonly value:
    | { readonly kind: 'number'; readonly number: number }
    | { readonly kind: 'word'; readonly text: string }
  readonly unit: string | null
}

export interface HealthGroup {
  readonly name: string
  readonly facts: readonly HealthFact[]
}

/** Units stand at the end of a name, as everywhere in the protocol. */
const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ['Percent', '%'],
  ['Dbm', 'dBm'],
  ['Ms', 'ms'],
  ['Sec', 's'],
]

/** Single words stand together in a group of their own. */
const ALONE = 'general'

/** Parts and their facts, from whatever the terminal sent; what is neither word nor figure is left out. */
export function readHealth(health: unknown): readonly HealthGroup[] {
  if (typeof health !== 'object' || health === null) return []
  const alone: HealthFact[] = []
  const groups: HealthGroup[] = []
  for (const [name, part] of Object.entries(health)) {
    const fact = factOf(name, part)
    if (fact !== null) alone.push(fact)
    else if (typeof part === 'object' && part !== null) {
      const facts = Object.entries(part).flatMap(([inner, value]) => factOf(inner, value) ?? [])
      if (facts.length > 0) groups.push({ name, facts })
    }
  }
  return alone.length === 0 ? groups : [{ name: ALONE, facts: alone }, ...groups]
}

function factOf(name: string, value: unknown): HealthFact | null {
  const unit = UNITS.find(([ending]) => name.endsWith(ending))?.[1] ?? null
  if (typeof value === 'number') return { name, value: { kind: 'number', number: value }, unit }
  if (typeof value === 'string' && value !== '') return { name, value: { kind: 'word', text: value }, unit }
  if (typeof value === 'boolean') return { name, value: { kind: 'word', text: value ? 'YES' : 'NO' }, unit: null }
  return null
}
