import { authorityOf, type Permission, type Role } from '@budeng/access'
import type { Authority, GrantLevel } from '@budeng/kernel'
import type { ApiKeyRow, DeputyRow, GrantedAgent, Level, NodeRow, PersonRow, Scope, SessionRow } from '@budeng/storage'

/** Who asks: the person behind a session, with what that person may see and do. */
export interface Viewer {
  readonly session: Pick<
    SessionRow,
    | 'id'
    | 'kind'
    | 'page'
    | 'watchId'
    | 'createdAt'
    | 'expiresAt'
    | 'seenAt'
    | 'activeAt'
    | 'elevatedUntil'
    | 'identityId'
  >
  /** The person was away too long: a factor must open the session again. */
  readonly isLocked: boolean
  /** The role needs a second factor and none is set up: nothing else is done before. */
  readonly mustEnrol: boolean
  readonly secretHash: Buffer
  /** At the place where the person acts: the own one, or that of the absent one. */
  readonly person: PersonRow
  /** As stored, whoever the person acts for. */
  readonly realPerson: PersonRow
  /** The deputyship in which this session acts. */
  readonly actingAs: DeputyRow | null
  readonly role: Role
  readonly authority: Authority
  /** The organisation whose subtree the person sees. */
  readonly organisation: NodeRow
  /** The organisations above it, from the acquirer down: known by name, not entered. */
  readonly above: readonly NodeRow[]
  /** Set when a program asks by a key: what its key may read. Its id stands as the session's. */
  readonly apiKey: { readonly scopes: readonly Permission[] } | null
}

/** What the viewer's statements see: the own subtree, and, while that is being moved, what went ahead of it. */
export function scopeOf({ person, organisation }: Viewer): Scope & { readonly path: string } {
  return { path: person.path, personId: person.id, also: organisation.boundFor ?? null }
}

/** True for whoever learns: all that they see is simulated, and nothing that they do reaches anything else. */
export function isTraining({ organisation, above }: Viewer): boolean {
  return (above[0] ?? organisation).training === true
}

/** The viewer behind an API key: the rights of its account, narrowed to the scopes of the key. */
export function viewerOfKey(
  { key, person, scopes }: { key: ApiKeyRow; person: PersonRow; scopes: readonly Permission[] },
  organisation: NodeRow,
  above: readonly NodeRow[],
  granted: readonly GrantLevel[],
): Viewer {
  const { id, humanId, path, disabledAt } = person
  const role = person.role as Role
  const authority = authorityOf({ id, humanId, role, path, disabledAt }, granted)
  const permits = new Set<string>(scopes.filter((scope) => authority.permits.has(scope)))
  return {
    session: {
      id: key.id,
      kind: 'PERSON',
      page: null,
      watchId: null,
      createdAt: key.createdAt,
      expiresAt: key.expiresAt,
      seenAt: key.usedAt ?? key.createdAt,
      activeAt: key.usedAt ?? key.createdAt,
      elevatedUntil: null,
      identityId: null,
    },
    isLocked: false,
    mustEnrol: false,
    secretHash: key.hash,
    person,
    role,
    realPerson: person,
    actingAs: null,
    // whoever made the key stands behind what it asks: no second person for it
    authority: { ...authority, permits, isService: true, humanId: key.createdHuman },
    organisation,
    above: above.map(nameOnly),
    apiKey: { scopes },
  }
}

export function viewerOf(
  found: { session: SessionRow; person: PersonRow; realPerson: PersonRow; actingAs: DeputyRow | null },
  organisation: NodeRow,
  above: readonly NodeRow[],
  granted: readonly GrantLevel[],
  standsFor: readonly string[],
  { isLocked, mustEnrol }: Pick<Viewer, 'isLocked' | 'mustEnrol'>,
): Viewer {
  const { session, person, realPerson, actingAs } = found
  const { id, humanId, path, disabledAt } = person
  const role = person.role as Role
  const authority = authorityOf({ id, humanId, role, path, disabledAt }, granted, standsFor)
  const { secretHash } = session
  return {
    session,
    isLocked,
    mustEnrol,
    secretHash,
    person,
    role,
    realPerson,
    actingAs,
    authority,
    organisation,
    above: above.map(nameOnly),
    apiKey: null,
  }
}

/** The agents' organisations whose grants bind somebody: on the way up, and the own one. */
export function agentsOnTheWay(organisation: NodeRow, above: readonly NodeRow[]): readonly GrantedAgent[] {
  return [...above, organisation].filter(({ kind }) => kind === 'AGENT')
}

/** Whoever is below sees who is above, not how to reach them. */
function nameOnly(node: NodeRow): NodeRow {
  return { ...node, phone: null, address: null, contact: null, openingHours: null }
}

/** The organisation at which the viewer's lists begin. */
export function levelOf({ organisation }: Viewer): Level {
  return organisation
}
