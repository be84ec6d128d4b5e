import { randomBytes } from 'node:crypto'
import { CHALLENGE_LIFE_MS, isElevated, type Role } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import {
  insertProofChallenge,
  nodesByIds,
  type PersonRow,
  revokeSession,
  watchWindowsByIds,
  type WatchWindowRow,
} from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { WatchWindowObject } from '../fleet/watch/watch.type.ts'
import { userError } from '../language/language.ts'
import { login } from './login.ts'
import {
  type LoginAccountObject,
  LoginInput,
  LoginPayload,
  LogoutPayload,
  PersonObject,
  ViewerObject,
} from './person.type.ts'
import { PasskeyChallengeObject } from './security.type.ts'
import { isTraining, type Viewer } from './viewer.ts'
import { assertionOptions } from './webauthn.ts'

@Resolver(() => ViewerObject)
export class ViewerResolver {
  @Query(() => ViewerObject, { nullable: true, description: 'Who asks; null without a session.' })
  viewer(@Ctx('operation') operation: Operation): Viewer | null {
    return operation.viewerOrNull
  }

  @FieldResolver(() => PersonObject, { description: 'The person behind the session.' })
  person(@Root() viewer: Viewer): PersonRow {
    return viewer.person
  }

  @FieldResolver()
  permissions(@Root() viewer: Viewer): string[] {
    return [...viewer.authority.permits].sort()
  }

  @FieldResolver()
  language(@Root() viewer: Viewer): string {
    return viewer.person.language
  }

  @FieldResolver()
  timeZone(@Root() viewer: Viewer): string {
    return viewer.person.timeZone
  }

  @FieldResolver()
  sessionExpiresAt(@Root() viewer: Viewer): Instant {
    return viewer.session.expiresAt
  }

  @FieldResolver()
  locked(@Root() viewer: Viewer): boolean {
    return viewer.isLocked
  }

  @FieldResolver()
  training(@Root() viewer: Viewer): boolean {
    return isTraining(viewer)
  }

  @FieldResolver()
  elevatedUntil(@Root() { session }: Viewer, @Ctx('operation') { now }: Operation): Instant | null {
    return isElevated(session.elevatedUntil, now) ? session.elevatedUntil : null
  }

  @FieldResolver()
  boardPage(@Root() { session }: Viewer): string | null {
    return session.page
  }

  @FieldResolver(() => WatchWindowObject, {
    nullable: true,
    description: 'The watch window whose board this token shows; null for anybody else.',
  })
  async boardWatch(
    @Root() { session }: Viewer,
    @Ctx('operation') operation: Operation,
  ): Promise<WatchWindowRow | null> {
    const { watchId } = session
    if (watchId === null) return null
    const [window = null] = await operation.read((db) => watchWindowsByIds(db, [watchId]))
    return window
  }

  @Mutation(() => LoginPayload, {
    description: 'Logs in: sets the cookie `budeng_session`, whose value also serves as `Authorization: Bearer …`.',
  })
  async login(
    @Arg('input', () => LoginInput, { description: 'Who, and the password.' }) input: LoginInput,
    @Ctx('operation') operation: Operation,
  ): Promise<LoginPayload> {
    const { house, asker, reader } = operation
    const answer = await login(house, asker, input)
    if (answer.ok === false) return { viewer: null, userErrors: [userError(answer.refusal, reader)], accounts: [] }
    if (answer.ok === 'CHOOSE') {
      const accounts = await Promise.all(answer.people.map((person) => accountOf(house, person)))
      return { viewer: null, userErrors: [userError({ code: 'LOGIN_CHOOSE' }, reader)], accounts }
    }
    asker.setSession?.(answer.secret, answer.expiresAt)
    const viewer = await house.sessions.find(answer.secret, { fresh: true, active: true, address: asker.address })
    operation.become(viewer)
    return { viewer, userErrors: [], accounts: [] }
  }

  @Mutation(() => PasskeyChallengeObject, {
    description: 'What a passkey signs to be the second factor of a login. The same for everybody.',
  })
  async loginPasskeyStart(@Ctx('operation') { house, asker }: Operation): Promise<PasskeyChallengeObject> {
    const id = house.newId('challenge')
    const challenge = randomBytes(32).toString('base64url')
    const at = house.clock.now()
    const row = { id, purpose: 'LOGIN' as const, personId: null, sessionId: null, actionHash: null, summary: {} }
    const times = { createdAt: at, expiresAt: at + CHALLENGE_LIFE_MS, usedAt: null }
    const actor = { kind: 'PLATFORM' as const, id: null, requestId: asker.requestId, address: asker.address }
    await house.storage.write({ path: null, challenge: id }, actor, (unit) =>
      insertProofChallenge(unit, { ...row, challenge, ...times }),
    )
    return { challengeId: id, passkeyOptions: await assertionOptions(house.relyingParty, [], challenge) }
  }

  @Mutation(() => LogoutPayload, {
    description: "Ends the session and removes the cookie; the session's subscriptions end too.",
  })
  async logout(@Ctx('operation') operation: Operation): Promise<LogoutPayload> {
    const { house, asker, viewerOrNull: viewer } = operation
    asker.setSession?.(null, 0)
    if (viewer === null) return { done: true }
    const { session, person } = viewer
    await operation.write(async (unit) => {
      const at = unit.clock.now()
      if (!(await revokeSession(unit, session.id, at))) return
      unit.append([{ type: 'SessionEnded', subject: session.id, path: person.path, at, data: { personId: person.id } }])
    })
    house.sessions.ended(session.id)
    return { done: true }
  }
}

async function accountOf(
  { storage }: Operation['house'],
  { id, path, nodeId, role }: PersonRow,
): Promise<LoginAccountObject> {
  const [node] = await storage.read({ path, personId: id }, (db) => nodesByIds(db, [nodeId]))
  return { personId: id, organisationName: node?.name ?? '', role: role as Role }
}
