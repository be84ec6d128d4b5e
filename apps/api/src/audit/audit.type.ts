import type { Instant } from '@budeng/kernel'
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar, JsonScalar, PositionScalar } from '../graphql/scalars.ts'

@ObjectType('EventChange', { simpleResolvers: true, description: 'What a fact changed of one member of its subject.' })
export class EventChangeObject {
  @Field(() => String, { description: 'The member, e.g. `state`.' })
  name: string

  @Field(() => JsonScalar, { nullable: true, description: 'What it was; null when it was not there.' })
  before: unknown

  @Field(() => JsonScalar, { nullable: true, description: 'What it became; null when it went.' })
  after: unknown
}

@ObjectType('AuditCheckpoint', {
  simpleResolvers: true,
  description: 'A signed statement: the record had so many facts, and this root.',
})
export class AuditCheckpointObject {
  @Field(() => String, { description: 'Name of the record, for ever.' })
  origin: string

  @Field(() => PositionScalar, { description: 'How many facts it covers: those at positions 1 to this.' })
  size: number

  @Field(() => String, { description: 'Root of their Merkle tree (RFC 9162), base64.' })
  root: string

  @Field(() => DateTimeScalar, { description: 'When it was signed.' })
  at: Instant

  @Field(() => String, { description: 'The signed note itself (C2SP signed-note), to be kept elsewhere.' })
  note: string
}

@ObjectType('AuditStatus', { simpleResolvers: true, description: 'How far the record is sealed.' })
export class AuditStatusObject {
  @Field(() => PositionScalar, { description: 'Facts up to this position are sealed.' })
  sealedThrough: number

  @Field(() => PositionScalar, { description: 'Facts up to this position were removed when their time was over.' })
  removedThrough: number

  @Field(() => Int, {
    description: 'Facts that have a place and wait to be sealed; normally those of the last seconds.',
  })
  unsealed: number

  @Field(() => AuditCheckpointObject, { nullable: true, description: 'The newest; null before the first.' })
  checkpoint: AuditCheckpointObject | null

  @Field(() => [String], { description: 'Public keys of checkpoints: `name+hash+key`.' })
  publicKeys: string[]
}

@ObjectType('AuditProof', {
  simpleResolvers: true,
  description: 'Proves that a fact is in the sealed record. Check it without us: `budeng audit check`.',
})
export class AuditProofObject {
  @Field(() => ID, { description: 'The fact.' })
  eventId: string

  @Field(() => PositionScalar, { description: 'Its place; its leaf is the one at this place, counted from 1.' })
  position: number

  @Field(() => String, { description: 'Exactly what is hashed: SHA-256 over a zero byte and this text is the leaf.' })
  entry: string

  @Field(() => PositionScalar, { description: 'Size of the tree in which it is proven.' })
  size: number

  @Field(() => [String], { description: 'Hashes of its siblings from the leaf to the root, base64.' })
  path: string[]

  @Field(() => AuditCheckpointObject, { description: 'The signed root to which the path leads.' })
  checkpoint: AuditCheckpointObject

  @Field(() => [String], { description: 'Public keys under which the checkpoint is signed.' })
  publicKeys: string[]
}
