import type { Role } from '../api/generated/graphql.ts'

/** What the form holds: domains as one text, the secret empty when the present one stays. */
export interface SignInFields {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly domains: string
  readonly roles: Role[]
  readonly authoritative: boolean
  readonly askFactor: boolean
  readonly enabled: boolean
}

type Present = Omit<SignInFields, 'domains' | 'clientSecret'> & { readonly domains: readonly string[] }

/** The fields as they begin: with what holds now, or with what is safest. */
export function signInFields(present: Present | null): SignInFields {
  if (present === null)
    return {
      ...{ name: '', issuer: '', clientId: '', clientSecret: '', domains: '', roles: [] },
      ...{ authoritative: false, askFactor: true, enabled: true },
    }
  const { name, issuer, clientId, domains, roles, authoritative, askFactor, enabled } = present
  const texts = { name, issuer, clientId, clientSecret: '', domains: domains.join(', ') }
  return { ...texts, roles: [...roles], authoritative, askFactor, enabled }
}

/** The domains of a text: commas, spaces and Chinese commas stand between them. */
export function domainsIn(text: string): string[] {
  return text.split(/[\s,，、;]+/).filter((one) => one !== '')
}

/** Whether it could be asked for; the API says what is wrong with what stands in it. */
export function isComplete({ name, issuer, clientId, clientSecret, domains, roles }: SignInFields, hasSecret: boolean) {
  const isFilled = [name, issuer, clientId].every((text) => text.trim() !== '')
  return isFilled && (hasSecret || clientSecret !== '') && domainsIn(domains).length > 0 && roles.length > 0
}
