import { permissionRefusal } from '@budeng/access'
import { type DeliveryAnswer, type MailAddress, notificationLine, pageOf } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  listDestinations,
  type NodeRow,
  type NotificationDeliveryRow,
  type NotificationDestinationRow,
  type NotificationRuleRow,
  type PersonRow,
} from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import { OrganisationObject } from '../access/organisation.type.ts'
import { LanguageEnum } from '../access/enums.ts'
import { PersonObject } from '../access/person.type.ts'
import type { Operation } from '../graphql/operation.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { NOTIFICATION_DESTINATIONS_MAX } from '../limits.ts'
import {
  NotificationAnswerObject,
  NotificationDeliveryObject,
  NotificationDeliveryPayload,
  NotificationDestinationObject,
  NotificationDestinationPayload,
  NotificationItemObject,
  NotificationMailObject,
  NotificationRuleObject,
  NotificationRulePayload,
} from './notification.type.ts'
import {
  NotificationDestinationRemoveInput,
  NotificationDestinationSaveInput,
  NotificationRetryInput,
  NotificationRuleRemoveInput,
  NotificationRuleSaveInput,
  NotificationTestInput,
} from './notification-input.ts'
import { removeDestinationFor, saveDestinationFor } from './save-destination.ts'
import { removeRuleFor, saveRuleFor } from './save-rule.ts'
import { retryDelivery, testDestination } from './send-again.ts'

@Resolver(() => NotificationDestinationObject)
export class NotificationDestinationResolver {
  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'Whose it is.' })
  async organisation(
    @Root() { nodeId }: NotificationDestinationRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<NodeRow | null> {
    return await load.node.load(nodeId)
  }

  @FieldResolver(() => LanguageEnum, { description: 'Language of the messages.' })
  language(@Root() { language }: NotificationDestinationRow): string {
    return language
  }

  @FieldResolver(() => String, { description: 'The host to which messages go; the rest of an address is a secret.' })
  host(@Root() { address }: NotificationDestinationRow): string {
    return 'mail' in address ? address.mail.host : address.host
  }

  @FieldResolver(() => NotificationMailObject, { nullable: true, description: 'Of mail: server and receivers.' })
  mail(@Root() { address }: NotificationDestinationRow): MailAddress | null {
    return 'mail' in address ? address.mail : null
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'While it fails: nothing is sent there before; null: nothing is wrong.',
  })
  restsUntil(@Root() { failures, nextAt }: NotificationDestinationRow): Instant | null {
    return failures === 0 ? null : nextAt
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who changed it last; null for people that the viewer does not see.',
  })
  async changedBy(
    @Root() { changedBy }: NotificationDestinationRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return await load.person.load(changedBy)
  }

  @FieldResolver(() => [NotificationRuleObject], { description: 'What is told here, the oldest rule first.' })
  async rules(
    @Root() { id }: NotificationDestinationRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<readonly NotificationRuleRow[]> {
    return await load.notificationRules.load(id)
  }

  @FieldResolver(() => [NotificationDeliveryObject], { description: 'The last messages, the newest first.' })
  async deliveries(
    @Root() { id }: NotificationDestinationRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<readonly NotificationDeliveryRow[]> {
    return await load.notificationDeliveries.load(id)
  }
}

@Resolver(() => NotificationRuleObject)
export class NotificationRuleResolver {
  @FieldResolver(() => NotificationDestinationObject, {
    nullable: true,
    description: 'Where it goes outside the hours; null: nowhere.',
  })
  async outside(
    @Root() { outsideId }: NotificationRuleRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<NotificationDestinationRow | null> {
    return outsideId === null ? null : await load.notificationDestination.load(outsideId)
  }
}

@Resolver(() => NotificationDeliveryObject)
export class NotificationDeliveryResolver {
  @FieldResolver(() => DateTimeScalar, { nullable: true, description: 'When it is sent next; null: it has ended.' })
  nextAt(@Root() { state, nextAt }: NotificationDeliveryRow): Instant | null {
    return state === 'QUEUED' ? nextAt : null
  }

  @FieldResolver(() => [NotificationAnswerObject], { description: 'What was answered, the last ten, the newest last.' })
  answers(@Root() { answers }: NotificationDeliveryRow): readonly DeliveryAnswer[] {
    return answers
  }

  @FieldResolver(() => [NotificationItemObject], { description: 'What it tells, as far as it is told one by one.' })
  async items(
    @Root() { id, destinationId }: NotificationDeliveryRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<NotificationItemObject[]> {
    const items = await load.notificationItems.load(id)
    const destination = items.length === 0 ? null : await load.notificationDestination.load(destinationId)
    if (destination === null) return []
    const zone = (await load.node.load(destination.nodeId))?.timeZone ?? 'UTC'
    return items.map((item) => {
      const { topic, severity, at, facts } = item
      const text = notificationLine(item, { language: destination.language, zone })
      return { topic, severity, at, text, page: pageOf(facts) }
    })
  }
}

@Resolver()
export class NotificationsResolver {
  @Query(() => [NotificationDestinationObject], {
    description: 'Where notifications go from the viewer’s subtree, by name; empty without `notification:read`.',
  })
  async notificationDestinations(@Ctx('operation') operation: Operation): Promise<NotificationDestinationRow[]> {
    if (permissionRefusal(operation.authority, 'notification:read') !== null) return []
    return await operation.read((db) => listDestinations(db, NOTIFICATION_DESTINATIONS_MAX))
  }

  @Mutation(() => NotificationDestinationPayload, {
    description: 'Makes a destination of notifications, or changes one.',
  })
  async notificationDestinationSave(
    @Arg('input', () => NotificationDestinationSaveInput, { description: 'Whose, what and where.' })
    input: NotificationDestinationSaveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<NotificationDestinationPayload> {
    return await saveDestinationFor(operation, input)
  }

  @Mutation(() => NotificationDestinationPayload, { description: 'Ends a destination with its rules.' })
  async notificationDestinationRemove(
    @Arg('input', () => NotificationDestinationRemoveInput, { description: 'Which, and why.' })
    input: NotificationDestinationRemoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<NotificationDestinationPayload> {
    return await removeDestinationFor(operation, input)
  }

  @Mutation(() => NotificationRulePayload, { description: 'Makes a rule of notifications, or changes one.' })
  async notificationRuleSave(
    @Arg('input', () => NotificationRuleSaveInput, { description: 'What goes where, and when.' })
    input: NotificationRuleSaveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<NotificationRulePayload> {
    return await saveRuleFor(operation, input)
  }

  @Mutation(() => NotificationRulePayload, { description: 'Ends a rule of notifications.' })
  async notificationRuleRemove(
    @Arg('input', () => NotificationRuleRemoveInput, { description: 'Which.' }) input: NotificationRuleRemoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<NotificationRulePayload> {
    return await removeRuleFor(operation, input)
  }

  @Mutation(() => NotificationDeliveryPayload, {
    description: 'Sends a test, once; what was answered stands in the message a moment later.',
  })
  async notificationTest(
    @Arg('input', () => NotificationTestInput, { description: 'Where.' }) input: NotificationTestInput,
    @Ctx('operation') operation: Operation,
  ): Promise<NotificationDeliveryPayload> {
    return await testDestination(operation, input)
  }

  @Mutation(() => NotificationDeliveryPayload, { description: 'Sends a message again that was given up.' })
  async notificationRetry(
    @Arg('input', () => NotificationRetryInput, { description: 'Which.' }) input: NotificationRetryInput,
    @Ctx('operation') operation: Operation,
  ): Promise<NotificationDeliveryPayload> {
    return await retryDelivery(operation, input)
  }
}
