import { Fault } from '@budeng/kernel'
import { readCheckpoint } from '@budeng/protocol'
import { lastNote, proveInclusion, removedThrough, sealingState } from '@budeng/storage'
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type AuditCheckpointObject, AuditProofObject, AuditStatusObject } from './audit.type.ts'

@Resolver()
export class AuditResolver {
  @Query(() => AuditProofObject, {
    nullable: true,
    description:
      'That a fact is in the sealed record; null when there is none that the viewer may see, when it holds an address that is not theirs to read, or when it is not sealed yet.',
  })
  async auditProof(
    @Arg('eventId', () => ID, { description: 'The fact.' }) eventId: string,
    @Ctx('operation') operation: Operation,
  ): Promise<AuditProofObject | null> {
    const id = idOf('event', eventId)
    if (id === null || !operation.authority.permits.has('event:read')) return null
    const proof = await operation.read((db) => proveInclusion(db, id))
    if (proof === null || saysMore(operation, proof.entry)) return null
    const { path, note, ...rest } = proof
    const publicKeys = [...operation.house.keys.audit]
    return {
      ...rest,
      path: path.map((hash) => hash.toString('base64')),
      checkpoint: checkpointOf(note, publicKeys),
      publicKeys,
    }
  }

  @Query(() => AuditStatusObject, {
    nullable: true,
    description:
      'How far the record is sealed, and the newest signed checkpoint. One record holds all, so it is for those who read events at an acquirer; null for others.',
  })
  async auditStatus(@Ctx('operation') operation: Operation): Promise<AuditStatusObject | null> {
    const { authority, viewer } = operation
    if (!authority.permits.has('event:read') || viewer.organisation.kind !== 'ACQUIRER') return null
    const { state, note, removed } = await operation.read(async (db) => ({
      state: await sealingState(db),
      note: await lastNote(db),
      removed: await removedThrough(db),
    }))
    const publicKeys = [...operation.house.keys.audit]
    return {
      sealedThrough: state.sealedSize,
      removedThrough: Number(removed),
      unsealed: Math.max(0, state.newestPosition - state.sealedSize),
      checkpoint: note === null ? null : checkpointOf(note, publicKeys),
      publicKeys,
    }
  }
}

/** What is hashed cannot be cut: another's address in it is for those who may read people, as it is beside the fact. */
function saysMore({ authority }: Operation, entry: string): boolean {
  if (authority.permits.has('person:read')) return false
  const { address, actor_id: actorId } = JSON.parse(entry) as { address?: string; actor_id?: string }
  return address !== undefined && actorId !== authority.personId
}

/** @throws Fault when the newest checkpoint is not signed by a key of ours: then nothing can be proven */
function checkpointOf(note: string, publicKeys: readonly string[]): AuditCheckpointObject {
  const reading = readCheckpoint(note, publicKeys)
  if (!reading.ok) throw new Fault(`the newest checkpoint is not believed: ${reading.reason}`)
  const { root, ...checkpoint } = reading.checkpoint
  return { ...checkpoint, root: Buffer.from(root).toString('base64'), note }
}
