/** The name of the switch of all rules at once. */
export const ALL_RULES = '*'

/** Where trials stand on the page. */
export const LAB = 'rule-lab'

/** A version of a rule in the URL: `R07.2`. */
export function ruleKey({ rule, version }: { readonly rule: string; readonly version: number }): string {
  return `${rule}.${version}`
}
