/**
 * Whose rows a transaction may see, by row-level security. Matters to the role `app` only; gateway, worker, feed and
 * owner see what their policies allow. The optional members open single rows for those who have no path yet: whoever
 * logs in, or a device that enrols.
 */
export interface Scope {
  /** A node's path; everything at and below it is visible. Null: no subtree. */
  readonly path: string | null
  /** A second subtree: where what is around the person is being moved to. */
  readonly also?: string | null
  /** The person's own row and sessions. */
  readonly personId?: string
  /** The person who logs in, and failed logins of this email. */
  readonly email?: string
  /** Failed logins from this address. */
  readonly address?: string
  /** The session whose secret has this SHA-256, hex. */
  readonly sessionHash?: string
  /** The API key whose text has this SHA-256, hex. */
  readonly apiKeyHash?: string
  /** The invitation whose token has this SHA-256, hex. */
  readonly invitationHash?: string
  /** One challenge by its id, or one login at an identity provider by the SHA-256 of its state, hex. */
  readonly challenge?: string
  /** The identity provider of this acquirer, by its id. */
  readonly provider?: string
  /** The link of this subject of the provider that is named. */
  readonly subject?: string
  /** Identity providers that name this domain of e-mail addresses. */
  readonly domain?: string
  /** Enrolments of this serial number. */
  readonly serial?: string
  /** The file of this command. */
  readonly file?: string
}

/** No subtree: for the roles of the platform itself. */
export const PLATFORM_SCOPE: Scope = { path: null }

/** One statement that sets every member for the rest of the transaction, so that nothing of an earlier scope is left. */
export function scopeStatement(scope: Scope): string {
  const settings = {
    path: scope.path,
    also: scope.also,
    person: scope.personId,
    email: scope.email,
    address: scope.address,
    session: scope.sessionHash,
    api_key: scope.apiKeyHash,
    serial: scope.serial,
    invitation: scope.invitationHash,
    challenge: scope.challenge,
    provider: scope.provider,
    subject: scope.subject,
    domain: scope.domain,
    file: scope.file,
  }
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config('app.${name}', ${quoted(value ?? '')}, true)`,
  )
  return `select ${calls.join(', ')}`
}

/** A text as an SQL literal; the server reads backslashes as they are (standard_conforming_strings). */
function quoted(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
}
