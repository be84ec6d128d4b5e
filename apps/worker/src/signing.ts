import { randomBytes } from 'node:crypto'
import { orderObjection } from '@budeng/corrections'
import { type Command, commandType } from '@budeng/fleet'
import { Fault, type Instant } from '@budeng/kernel'
import {
  DOWN_BYTES_MAX,
  type KeyRing,
  type KeyUse,
  seal,
  type SealKeys,
  signCancel,
  signCommand,
  type SigningKey,
  toBase64url,
  useOfCommand,
} from '@budeng/protocol'
import {
  type Address,
  type BulkApproval,
  dispatchSealName,
  type NewDispatch,
  type OrderedCorrection,
} from '@budeng/storage'

/** What the worker signs and seals with. */
export interface WorkerKeys {
  /** The key lists, and the command and correction keys, as they are now. */
  readonly ring: () => KeyRing
  /** The gateway opens what this closes. */
  readonly sealLink: SealKeys
}

const TICKET_BYTES = 16

/** The ticket of one attempt: 128 random bits, known to the signed bytes only. */
export function newTicket(): string {
  return toBase64url(randomBytes(TICKET_BYTES))
}

/**
 * Why a queued command must not be signed, though it is in the queue: its bulk action was never released by a second
 * person, or by the very person who asked for it.
 */
export function approvalObjection(
  command: Pick<Command, 'tier' | 'bulkId' | 'needsApproval' | 'approvedBy' | 'requestedBy' | 'breakGlassId'>,
  bulk: BulkApproval | null,
): string | null {
  if (command.bulkId === null) return isReleasedSingly(command) ? null : 'NOT_APPROVED'
  if (bulk === null) return 'NOT_APPROVED'
  const needsSecondPerson = bulk.tier === 'R3' || (bulk.tier === 'R2' && bulk.terminalCount > 1)
  if (!needsSecondPerson) return bulk.state === 'RUNNING' || bulk.state === 'APPROVED' ? null : 'NOT_APPROVED'
  const isByAnother =
    (bulk.decidedBy !== bulk.requestedBy && bulk.decidedBy !== bulk.requestedFor) || bulk.breakGlassId !== null
  const isReleased = bulk.state === 'APPROVED' && bulk.decidedBy !== null && isByAnother
  return isReleased ? null : 'NOT_APPROVED'
}

/** Nobody had to release it; or somebody else did; or the one who asked did alone, and that will be reviewed. */
function isReleasedSingly(
  command: Pick<Command, 'tier' | 'needsApproval' | 'approvedBy' | 'requestedBy' | 'breakGlassId'>,
): boolean {
  if (!command.needsApproval && command.tier !== 'R3') return true
  const isByAnother = command.approvedBy !== command.requestedBy || command.breakGlassId !== null
  return command.approvedBy !== null && isByAnother
}

/** Why the order of a correction must not be signed: it is not what people agreed to, or nobody did. Other types have none. */
export function correctionObjection(
  { id, type, params }: Pick<Command, 'id' | 'type' | 'params'>,
  ordered: OrderedCorrection | null,
): string | null {
  if (type !== 'CORRECTION_APPLY') return null
  return orderObjection({ commandId: id, params }, ordered?.correction ?? null, ordered?.approvals ?? [])
}

/** The signed bytes of one attempt, sealed. [P-9.1] */
export function commandDispatch(
  keys: WorkerKeys,
  command: Command,
  to: Address,
  seq: number,
  ticket: string | null,
  at: Instant,
): NewDispatch {
  const jws = signCommand(
    {
      v: 1,
      id: command.id,
      attempt: command.attempt,
      seq,
      acquirer: to.acquirer,
      tid: to.tid,
      device: to.deviceId,
      type: command.type,
      params: commandType(command.type).wireParams(command.params) as Parameters<typeof signCommand>[0]['params'],
      issuedAt: at,
      notAfter: command.notAfter,
      ...(command.notBefore === null ? {} : { notBefore: command.notBefore }),
      ...(ticket === null ? {} : { ticket }),
    },
    signerFor(keys, useOfCommand(command.type), to, at),
  )
  return sealed(keys, 'command', command, to, seq, jws)
}

/** "Leave it, if you still can", signed. [P-9.10] */
export function cancelDispatch(keys: WorkerKeys, command: Command, to: Address, at: Instant): NewDispatch {
  const { id, attempt } = command
  const jws = signCancel(
    { v: 1, id, attempt, acquirer: to.acquirer, tid: to.tid, device: to.deviceId, issuedAt: at },
    signerFor(keys, 'command', to, at),
  )
  return sealed(keys, 'cancel', command, to, 0, jws)
}

/** A key that this terminal has, of the use that fits. [P-4.2] */
function signerFor({ ring }: WorkerKeys, use: KeyUse, { keyListVersion }: Address, at: Instant): SigningKey {
  const key = ring().signer(use, keyListVersion, at)
  if (key === null) throw new Fault(`this worker holds no ${use} key that its key list names`)
  return key
}

/** "What became of it?" Asks and orders nothing, so it is not signed. [P-9.11] */
export function queryDispatch(keys: WorkerKeys, command: Command, to: Address): NewDispatch {
  return sealed(
    keys,
    'query',
    command,
    to,
    0,
    JSON.stringify({ v: 1, kind: 'query', id: command.id, attempt: command.attempt }),
  )
}

function sealed(
  keys: WorkerKeys,
  kind: NewDispatch['kind'],
  { id, attempt }: Command,
  to: Address,
  seq: number,
  text: string,
): NewDispatch {
  if (Buffer.byteLength(text) > DOWN_BYTES_MAX) throw new Fault(`${kind} ${id} is too large for the wire`)
  const key = { kind, commandId: id, attempt }
  return {
    ...key,
    seq,
    terminalId: to.terminalId,
    deviceId: to.deviceId,
    bytes: seal(keys.sealLink, Buffer.from(text), dispatchSealName(key)),
  }
}
