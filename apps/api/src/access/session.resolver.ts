import { createHash, randomBytes } from 'node:crypto'
import {
  BOARD_LIFE_DEFAULT_MS,
  BOARD_LIFE_MAX_MS,
  CHALLENGE_LIFE_MS,
  isBoardPage,
  permissionRefusal,
  sees,
  watchBoardPlace,
} from '@budeng/access'
import { watchStands } from '@budeng/fleet'
import { Fault, type Instant, type Millis } from '@budeng/kernel'
import {
  boardById,
  factorsOfPeople,
  forgetLoginFailures,
  insertProofChallenge,
  insertSession,
  liveSessionsOf,
  revokeSession,
  revokeSessionsOf,
  type SessionRow,
  type Unit,
  unlockSession,
  watchWindowsByIds,
  type WatchWindowRow,
} from '@budeng/storage'
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/refused.ts'
import { DurationScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { userError } from '../language/language.ts'
import { countAttempt, tellOfLock } from './login-attempts.ts'
import { passkeyName } from './factor-enrolment.ts'
import { consumeProof, judge, readClaim } from './second-factor.ts'
import { done } from './security.resolver.ts'
import { DonePayload, PasskeyChallengeObject, SessionObject, SessionUnlockInput } from './security.type.ts'
import { ownFactors } from './step-up.ts'
import { assertionOptions } from './webauthn.ts'

@InputType('BoardTokenCreateInput', { description: 'A read-only session for a board on a wall.' })
export class BoardTokenCreateInput {
  @Field(() => String, { description: 'The one page that it reads: `overview`, `terminals`, `commands` or `watch`.' })
  page: string

  @Field(() => String, { description: 'A name by which people know the board, at most 60 characters.' })
  name: string

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'How long it lasts, at most 90 days. Left out: 30 days, or as long as the watch window.',
  })
  life?: Millis | null

  @Field(() => ID, {
    nullable: true,
    description: 'The watch window that the page `watch` shows: the board reads its place only, and ends with it.',
  })
  watchId?: string | null
}

@InputType('BoardOpenInput', { description: 'Turns a board token into the cookie of this browser.' })
export class BoardOpenInput {
  @Field(() => String, { description: 'The token, as it was shown once.' })
  token: string
}

@ObjectType('BoardTokenPayload', { simpleResolvers: true, description: 'The token, shown once; or why not.' })
export class BoardTokenPayload {
  @Field(() => String, { nullable: true, description: 'Also serves as `Authorization: Bearer …`. Null when refused.' })
  token: string | null

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}

@Resolver(() => SessionObject)
export class SessionResolver {
  @FieldResolver()
  current(@Root() session: SessionRow, @Ctx('operation') operation: Operation): boolean {
    return session.id === operation.viewer.session.id
  }

  @Mutation(() => DonePayload, {
    description:
      "Ends one of the viewer's own sessions, a board's among them; or, for whoever plans watch windows, a board of one.",
  })
  async sessionRevoke(
    @Arg('id', () => ID, { description: 'The session.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    const { person } = operation.viewer
    return await done(operation, async () => {
      const known = idOf('session', id)
      const own = await operation.read((db) => liveSessionsOf(db, person.id, operation.now))
      if (known === null) throw new Refused({ code: 'NOT_FOUND', path: ['id'] })
      const isOwn = own.some((session) => session.id === known)
      if (!isOwn && !(await mayEndBoard(operation, known))) throw new Refused({ code: 'NOT_FOUND', path: ['id'] })
      await endSessions(operation, person, [known])
    })
  }

  @Mutation(() => DonePayload, { description: "Ends all of the viewer's other sessions, those of boards too." })
  async sessionsRevokeOthers(@Ctx('operation') operation: Operation): Promise<DonePayload> {
    const { person, session } = operation.viewer
    return await done(operation, () => endAllSessions(operation, person, session.id))
  }

  @Mutation(() => PasskeyChallengeObject, { description: 'What a passkey signs to open a locked session.' })
  async sessionUnlockStart(@Ctx('operation') operation: Operation): Promise<PasskeyChallengeObject> {
    const { person, session } = operation.viewer
    const { passkeys } = await ownFactors(operation)
    const id = operation.house.newId('challenge')
    const challenge = randomBytes(32).toString('base64url')
    const at = operation.now
    await operation.write((unit) =>
      insertProofChallenge(unit, {
        ...{ id, purpose: 'UNLOCK', personId: person.id, sessionId: session.id, actionHash: null, summary: {} },
        ...{ challenge, createdAt: at, expiresAt: at + CHALLENGE_LIFE_MS, usedAt: null },
      }),
    )
    return {
      challengeId: id,
      passkeyOptions: await assertionOptions(operation.house.relyingParty, passkeys, challenge),
    }
  }

  @Mutation(() => DonePayload, { description: 'Opens a locked session with a passkey or a code.' })
  async sessionUnlock(
    @Arg('input', () => SessionUnlockInput, { description: 'The factor.' }) { factor }: SessionUnlockInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    return await done(operation, () => unlock(operation, factor))
  }

  @Mutation(() => BoardTokenPayload, {
    description:
      'A token for a board on a wall: it reads one page with the viewer’s rights, changes nothing, and ends.',
  })
  async boardTokenCreate(
    @Arg('input', () => BoardTokenCreateInput, { description: 'Which page, how long.' }) input: BoardTokenCreateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<BoardTokenPayload> {
    try {
      return { token: await createBoard(operation, input), userErrors: [] }
    } catch (error) {
      if (error instanceof Refused) return { token: null, userErrors: [userError(error.refusal, operation.reader)] }
      throw error
    }
  }

  @Mutation(() => DonePayload, { description: 'Sets the cookie of a board, for the browser that shows it.' })
  async boardOpen(
    @Arg('input', () => BoardOpenInput, { description: 'The token.' }) { token }: BoardOpenInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    return await done(operation, async () => {
      const viewer = await operation.house.sessions.find(token, {
        fresh: true,
        active: false,
        address: operation.asker.address,
      })
      if (viewer?.session.kind !== 'BOARD') throw new Refused({ code: 'NOT_FOUND', path: ['input', 'token'] })
      operation.asker.setSession?.(token, viewer.session.expiresAt)
      operation.become(viewer)
    })
  }
}

/** Ends a person's sessions but one; their sockets close, in every process. */
export async function endAllSessions(
  operation: Operation,
  person: { readonly id: string; readonly path: string },
  exceptId: string | null,
): Promise<void> {
  const ended = await operation.write(async (unit) => {
    const ids = await revokeSessionsOf(unit, person.id, exceptId)
    const at = unit.clock.now()
    const data = { personId: person.id }
    unit.append(ids.map((id) => ({ type: 'SessionEnded', subject: id, path: person.path, at, data })))
    return ids
  })
  for (const id of ended) operation.house.sessions.ended(id)
}

/** Whoever plans watch windows looks after the boards of those within their own subtree, whoever made them. */
async function mayEndBoard(operation: Operation, sessionId: string): Promise<boolean> {
  if (permissionRefusal(operation.authority, 'watch:plan') !== null) return false
  return await operation.read(async (db) => {
    const board = await boardById(db, sessionId)
    const [window] = board?.watchId == null ? [] : await watchWindowsByIds(db, [board.watchId])
    return window !== undefined && sees(operation.viewer.person.path, window.path)
  })
}

async function endSessions(
  operation: Operation,
  { id: personId, path }: { readonly id: string; readonly path: string },
  ids: readonly string[],
): Promise<void> {
  await operation.write(async (unit) => {
    const at: Instant = unit.clock.now()
    for (const id of ids)
      if (await revokeSession(unit, id, at))
        unit.append([{ type: 'SessionEnded', subject: id, path, at, data: { personId } }])
  })
  for (const id of ids) operation.house.sessions.ended(id)
}

async function unlock(operation: Operation, factor: SessionUnlockInput['factor']): Promise<void> {
  const { house, asker, viewer } = operation
  const { person, session } = viewer
  const path = ['input', 'factor']
  const { lock, nextLock } = await countAttempt(house, asker, person.email)
  if (lock !== null) throw new Refused({ ...lock, code: 'CODE_LOCKED', path })
  await operation
    .write(async (unit) => {
      const [factors] = await factorsOfPeople(unit, [person.id])
      if (factors === undefined) throw new Fault('a person has no answer about second factors')
      const given = { totp: factor.totp ?? null, passkey: factor.passkey ?? null }
      const proof = await judge(house, factors, 'UNLOCK', given, await readClaim(unit, person.id, given))
      if (proof === null || !(await consumeProof(unit, proof))) throw new Refused({ code: 'CODE_WRONG', path })
      await unlockSession(unit, session.id)
      const at = unit.clock.now()
      unit.append([
        { type: 'SessionUnlocked', subject: session.id, path: person.path, at, data: { factor: proof.kind } },
      ])
    })
    .catch(async (error: unknown) => {
      if (error instanceof Refused && nextLock !== null) await tellOfLock(house, asker, [person], nextLock)
      throw error
    })
  const actor = { kind: 'PERSON' as const, id: person.id, requestId: asker.requestId, address: asker.address }
  await house.storage.write({ path: null, email: person.email }, actor, (unit) =>
    forgetLoginFailures(unit, person.email),
  )
  house.sessions.changed(session.id)
}

async function createBoard(operation: Operation, input: BoardTokenCreateInput): Promise<string> {
  const { page, name } = input
  const isOfWindow = page === 'watch'
  if (!isBoardPage(page) || isOfWindow !== (input.watchId != null))
    throw new Refused({ code: 'NOT_FOUND', path: ['input', isOfWindow ? 'watchId' : 'page'] })
  const life = input.life ?? BOARD_LIFE_DEFAULT_MS
  if (life < 60_000 || life > BOARD_LIFE_MAX_MS)
    throw new Refused({ code: 'BOARD_LIFE', params: { maxMs: BOARD_LIFE_MAX_MS }, path: ['input', 'life'] })
  const called = passkeyName(name)
  const { realPerson: person } = operation.viewer
  const { address, agent } = operation.asker
  const secret = randomBytes(32)
  await operation.write(async (unit) => {
    const at = unit.clock.now()
    const id = unit.newId('session')
    const window = input.watchId == null ? null : await standingWindow(unit, person.path, input.watchId)
    const until = window === null ? at + life : input.life == null ? window.endsAt : Math.min(at + life, window.endsAt)
    await insertSession(unit, {
      ...{ id, personId: person.id, address, agent: agent.slice(0, 200), kind: 'BOARD', page, name: called },
      ...{ secretHash: createHash('sha256').update(secret).digest(), watchId: window?.id ?? null },
      ...{ createdAt: at, seenAt: at, activeAt: at, expiresAt: until },
      ...{ revokedAt: null, elevatedUntil: null, identityId: null, deputyId: null },
    })
    const data = { page, name: called, until, ...(window === null ? {} : { watch: window.id, window: window.name }) }
    unit.append([{ type: 'BoardTokenCreated', subject: id, path: person.path, at, data }])
  })
  return secret.toString('base64url')
}

/** The window of a board that is made: one that the person sees, whatever they act as, and that is not over. */
async function standingWindow(unit: Unit, personPath: string, watchId: string): Promise<WatchWindowRow> {
  const path = ['input', 'watchId']
  const known = idOf('watchWindow', watchId)
  const [window] = known === null ? [] : await watchWindowsByIds(unit, [known])
  if (window === undefined || watchBoardPlace(personPath, window.path) === null)
    throw new Refused({ code: 'NOT_FOUND', path })
  if (!watchStands(window, unit.clock.now())) throw new Refused({ code: 'WATCH_OVER', path })
  return window
}
