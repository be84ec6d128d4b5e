import type { Permission, Role } from '@budeng/access'
import type { Instant, Millis } from '@budeng/kernel'
import type { ApiKeyRow, PersonRow } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { StepUpInput } from './step-up-input.ts'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, DurationScalar } from '../graphql/scalars.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { RoleEnum } from './enums.ts'

/** Seven days, so that a program can be given its new key without haste. */
const OVERLAP_MS = 7 * 24 * 60 * 60_000

@ObjectType('ApiKey', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A key by which a program asks. Its text is shown once; only a hash of it is stored.',
})
export class ApiKeyObject extends NodeObject {
  @Field(() => String, { description: 'What it is for.' })
  name: string

  @Field(() => String, { description: 'The beginning of its text, to tell keys apart.' })
  prefix: string

  @Field(() => [String], { description: 'What it may do, within the role of its account, e.g. `terminal:read`.' })
  scopes: readonly Permission[]

  @Field(() => [String], { description: 'Networks from which it may be used; empty: from everywhere.' })
  addresses: readonly string[]

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { description: 'Until when it works.' })
  expiresAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked.' })
  revokedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last used, to the minute.' })
  usedAt: Instant | null

  @Field(() => String, { nullable: true, description: 'From which address it was last used.' })
  usedAddress: string | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@ObjectType('ServiceAccount', {
  simpleResolvers: true,
  description: 'An account of a program: no password, no login, only keys.',
})
export class ServiceAccountObject {
  @Field(() => ID, { description: 'Its id; it acts under it in the record.' })
  id: string

  @Field(() => String, { description: 'What program it is.' })
  name: string

  @Field(() => RoleEnum, { description: 'What its keys may have at most.' })
  role: Role

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended; none of its keys works since.' })
  disabledAt: Instant | null
}

export const { Connection: ServiceAccountConnection } = connectionTypes('ServiceAccount', () => ServiceAccountObject)

@InputType('ServiceAccountCreateInput', { description: 'A new account of a program.' })
export class ServiceAccountCreateInput {
  @Field(() => ID, { description: 'The organisation whose subtree it sees.' })
  organisationId: string

  @Field(() => String, { description: 'What program it is; up to 60 characters.' })
  name: string

  @Field(() => RoleEnum, { description: 'What its keys may have at most.' })
  role: Role

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('ServiceAccountDisableInput', { description: 'Ends an account of a program.' })
export class ServiceAccountDisableInput {
  @Field(() => ID, { description: 'The account.' })
  serviceAccountId: string

  @Field(() => String, { description: 'Why. At most 300 characters.' })
  reason: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('ApiKeyCreateInput', { description: 'A new key of a service account.' })
export class ApiKeyCreateInput {
  @Field(() => ID, { description: 'The account.' })
  serviceAccountId: string

  @Field(() => String, { description: 'What it is for; up to 60 characters.' })
  name: string

  @Field(() => [String], { description: 'What it may do, e.g. `terminal:read`, `command:RELOGIN`.' })
  scopes: string[]

  @Field(() => [String], {
    nullable: true,
    description: 'Networks from which it may be used, e.g. `10.0.0.0/8`; none: from everywhere. At most 20.',
  })
  addresses?: string[] | null

  @Field(() => DateTimeScalar, { description: 'Until when it works; within 365 days.' })
  expiresAt: Instant

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('ApiKeyRotateInput', { description: 'A new key in place of an old one, which works on for a while.' })
export class ApiKeyRotateInput {
  @Field(() => ID, { description: 'The old key.' })
  apiKeyId: string

  @Field(() => DurationScalar, {
    nullable: true,
    defaultValue: OVERLAP_MS,
    description: 'How long the old one works on; seven days at most, `PT0S`: it ends at once.',
  })
  overlap?: Millis | null

  @Field(() => DateTimeScalar, { description: 'Until when the new one works; within 365 days.' })
  expiresAt: Instant

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('ApiKeyRevokeInput', { description: 'Ends a key at once, with its open connections.' })
export class ApiKeyRevokeInput {
  @Field(() => ID, { description: 'The key.' })
  apiKeyId: string

  @Field(() => String, { description: 'Why. At most 300 characters.' })
  reason: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('ServiceAccountPayload', { simpleResolvers: true, description: 'The account; or why not.' })
export class ServiceAccountPayload extends WishedPayload {
  @Field(() => ServiceAccountObject, { nullable: true, description: 'As it is now; null when refused.' })
  serviceAccount: PersonRow | null
}

@ObjectType('ApiKeyPayload', { simpleResolvers: true, description: 'The key; or why not.' })
export class ApiKeyPayload extends WishedPayload {
  @Field(() => ApiKeyObject, { nullable: true, description: 'As it is now; null when refused.' })
  apiKey: ApiKeyRow | null

  @Field(() => String, {
    nullable: true,
    description: 'The text of a new key, in this answer and never again: send it as `Authorization: Bearer …`.',
  })
  secret: string | null
}
