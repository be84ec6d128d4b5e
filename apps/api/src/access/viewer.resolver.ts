import type { Instant } from '@budeng/kernel'
import { type PersonRow, revokeSession } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { userError } from '../language/language.ts'
import { login } from './login.ts'
import { LoginInput, LoginPayload, LogoutPayload, PersonObject, ViewerObject } from './person.type.ts'
import type { Viewer } from './viewer.ts'

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

  @Mutation(() => LoginPayload, {
    description: 'Logs in: sets the cookie `budeng_session`, whose value also serves as `Authorization: Bearer …`.',
  })
  async login(
    @Arg('input', () => LoginInput, { description: 'Who, and the password.' }) input: LoginInput,
    @Ctx('operation') operation: Operation,
  ): Promise<LoginPayload> {
    const { house, asker, reader } = operation
    const answer = await login(house, asker, input.email, input.password)
    if (!answer.ok) return { viewer: null, userErrors: [userError(answer.refusal, reader)] }
    asker.setSession?.(answer.secret, answer.expiresAt)
    const viewer = await house.sessions.find(answer.secret, true, asker.address)
    operation.become(viewer)
    return { viewer, userErrors: [] }
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
