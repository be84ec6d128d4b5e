import { evolveChallenge, isFinal, PRESENCE_HOLDS_MS, PRESENCE_WRONG_MAX, tickChallenge } from '@budeng/fleet'
import { Fault, type Instant } from '@budeng/kernel'
import { presenceWords, unsealPresenceSecrets } from '@budeng/protocol'
import { type CommandRow, type PresenceChallengeRow, sealedPresenceSecret } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { policiesHere } from '../access/place-policies.ts'
import { challengeIdOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { answerPresence } from './answer-presence.ts'
import { CommandObject } from './command.type.ts'
import { ownChallenge } from './own-challenge.ts'
import {
  PresenceAnswerInput,
  PresenceAnswerPayload,
  PresenceStartInput,
  PresenceStartPayload,
} from './presence-input.ts'
import { PresenceChallengeObject, PresenceStateEnum } from './presence.type.ts'
import { startPresence } from './start-presence.ts'

@Resolver(() => PresenceChallengeObject)
export class PresenceResolver {
  @Query(() => PresenceChallengeObject, {
    nullable: true,
    description: "One presence check of the viewer's own; null for any other.",
  })
  async presenceChallenge(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<PresenceChallengeRow | null> {
    return await ownChallenge(operation, id)
  }

  @Mutation(() => PresenceStartPayload, {
    description: 'Shows words and digits on a terminal, for a command that needs the merchant to be present.',
  })
  async presenceStart(
    @Arg('input', () => PresenceStartInput, { description: 'Which terminal, for which command.' })
    input: PresenceStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PresenceStartPayload> {
    return await startPresence(operation, input)
  }

  @Mutation(() => PresenceAnswerPayload, {
    description:
      'Checks the digits that the merchant read out. Five wrong ones end the check and lock this person out of this terminal for 30 minutes.',
  })
  async presenceAnswer(
    @Arg('input', () => PresenceAnswerInput, { description: 'The check and the digits.' }) input: PresenceAnswerInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PresenceAnswerPayload> {
    return await answerPresence(operation, input)
  }

  @FieldResolver(() => ID, { description: 'Its own; the command that shows it has another.' })
  id(@Root() challenge: PresenceChallengeRow): string {
    return challengeIdOf(challenge.commandId)
  }

  @FieldResolver(() => CommandObject, { description: 'The command that shows it.' })
  async command(@Root() challenge: PresenceChallengeRow, @Ctx('operation') operation: Operation): Promise<CommandRow> {
    return await commandOf(operation, challenge)
  }

  @FieldResolver(() => PresenceStateEnum)
  async state(
    @Root() challenge: PresenceChallengeRow,
    @Ctx('operation') operation: Operation,
  ): Promise<PresenceChallengeRow['state']> {
    return await stateNow(operation, challenge)
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      "Two words on the terminal's screen, computed for the asking session only: read them out first, the merchant compares. Null for anybody else and when not open.",
  })
  async words(
    @Root() challenge: PresenceChallengeRow,
    @Ctx('operation') operation: Operation,
  ): Promise<readonly string[] | null> {
    const { session, person } = operation.viewer
    const isAsking = challenge.sessionId === session.id && challenge.personId === person.id
    if (!isAsking || (await stateNow(operation, challenge)) !== 'OPEN') return null
    const secret = await operation.read((db) => sealedPresenceSecret(db, challenge.commandId))
    const keys =
      secret === null ? null : unsealPresenceSecrets(operation.house.keys.sealPresence, secret.deviceId, secret.sealed)
    if (keys === null) return null
    const { zh, en } = presenceWords(keys.words, challenge.commandId)
    return operation.reader.language === 'en' ? en : zh
  }

  @FieldResolver(() => String, {
    description: "What the caller reads before anything else, in the asker's language, by the policy of the place.",
  })
  async trainingText(@Root() { path }: PresenceChallengeRow, @Ctx('operation') operation: Operation): Promise<string> {
    const { PRESENCE } = await policiesHere(operation, path)
    return PRESENCE.value.trainingText[operation.reader.language]
  }

  @FieldResolver()
  async expiresAt(@Root() challenge: PresenceChallengeRow, @Ctx('operation') operation: Operation): Promise<Instant> {
    const { acknowledgedAt } = await commandOf(operation, challenge)
    // digits count for five minutes from the moment that the terminal has them
    const isShown = challenge.state === 'OPEN' && acknowledgedAt !== null
    return isShown ? Math.min(challenge.expiresAt, acknowledgedAt + PRESENCE_HOLDS_MS) : challenge.expiresAt
  }

  @FieldResolver(() => Int)
  attemptsLeft(@Root() challenge: PresenceChallengeRow): number {
    return Math.max(0, PRESENCE_WRONG_MAX - challenge.wrongCount)
  }
}

async function commandOf(operation: Operation, challenge: PresenceChallengeRow): Promise<CommandRow> {
  const command = await operation.load.command.load(challenge.commandId)
  if (command === null) throw new Fault('a presence check is seen without its command')
  return command
}

/** Where it is by now: time passes and commands end without anybody writing it here. */
async function stateNow(operation: Operation, challenge: PresenceChallengeRow): Promise<PresenceChallengeRow['state']> {
  const command = await commandOf(operation, challenge)
  const decision = tickChallenge(challenge, operation.now, isFinal(command.state))
  return decision.ok ? decision.events.reduce(evolveChallenge, challenge).state : challenge.state
}
