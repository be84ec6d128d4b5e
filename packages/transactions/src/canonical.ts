import type { HashBytes } from '@budeng/kernel'
import { EPOCH_MAX, SEQ_MAX } from './limits.ts'
import { FIELD_NAMES, type FieldName, HOST_FILLED, type JournalRecord } from './record-fields.ts'

/** The first byte of every canonical record. */
export const CANONICAL_VERSION = 1

/** Keyed: HMAC-SHA-256 under K.leaf, which comes with it. */
export type LeafHmac = (bytes: Uint8Array) => Uint8Array

/** The texts of a record's members, flat; absent ones undefined. */
type FieldTexts = Partial<Record<FieldName, string>>

/** A record as flat texts: the form in which a patch is laid over it. */
export function fieldTexts(record: JournalRecord): FieldTexts {
  const texts: FieldTexts = {}
  for (const name of FIELD_NAMES) {
    const value = memberOf(record, name)
    if (value !== undefined) texts[name] = String(value)
  }
  return texts
}

function memberOf(record: JournalRecord, name: FieldName): string | number | undefined {
  switch (name) {
    case 'originalBatch':
      return record.original?.batch
    case 'originalStan':
      return record.original?.stan
    case 'originalType':
      return record.original?.type
    case 'originalSeq':
      return record.original?.seq
    case 'originalTid':
      return record.original?.tid
    case 'originalEpoch':
      return record.original?.epoch
    default:
      return record[name]
  }
}

/**
 * The one byte form of a record: a version byte, then `name=length:value;` of each member that is there, in the order of
 * FIELD_NAMES. The length in front makes it unambiguous; an absent member and an empty one differ.
 */
export function canonical(record: JournalRecord): Uint8Array {
  return asciiBytes(recordMembers(record) + amendmentMembers(record))
}

/** What two records of one key must have in common to be the same: not what the host fills in. */
export function payloadBytes(record: JournalRecord): Uint8Array {
  return asciiBytes(recordMembers(record, HOST_FILLED) + amendmentMembers(record))
}

/** SHA-256 over the payload. */
export function payloadHashOf(sha256: HashBytes, record: JournalRecord): Uint8Array {
  return sha256(payloadBytes(record))
}

/** Leaf = HMAC(K.leaf, canonical ‖ epoch ‖ seq), both as four bytes, the highest first. */
export function leafOf(hmac: LeafHmac, record: JournalRecord, epoch: number, seq: number): Uint8Array {
  return hmac(leafBytes(record, epoch, seq))
}

/** The bytes under a leaf. */
export function leafBytes(record: JournalRecord, epoch: number, seq: number): Uint8Array {
  if (!(epoch >= 0 && epoch <= EPOCH_MAX && seq >= 1 && seq <= SEQ_MAX))
    throw new RangeError(`no place in a journal: epoch ${epoch}, seq ${seq}`)
  const head = canonical(record)
  const bytes = new Uint8Array(head.length + 8)
  bytes.set(head)
  const view = new DataView(bytes.buffer)
  view.setUint32(head.length, epoch)
  view.setUint32(head.length + 4, seq)
  return bytes
}

function recordMembers(record: JournalRecord, without?: ReadonlySet<FieldName>): string {
  let all = ''
  for (const name of FIELD_NAMES) {
    const value = memberOf(record, name)
    if (value !== undefined && without?.has(name) !== true) all += member(name, String(value))
  }
  return all
}

function patchMembers(patch: FieldTexts): string {
  let all = ''
  for (const name of FIELD_NAMES) {
    const value = patch[name]
    if (value !== undefined) all += member(name, value)
  }
  return all
}

/** An amendment's members follow the record's; its patch is one member, which holds members. */
function amendmentMembers({ amendment }: JournalRecord): string {
  if (amendment === undefined) return ''
  const { op, correctionId, version, targetSeq, targetLeaf, patch } = amendment
  return [
    member('amendmentOp', op),
    member('amendmentCorrection', correctionId),
    member('amendmentVersion', String(version)),
    targetSeq === undefined ? '' : member('amendmentTargetSeq', String(targetSeq)),
    targetLeaf === undefined ? '' : member('amendmentTargetLeaf', targetLeaf),
    member('amendmentPatch', patchMembers(patch)),
  ].join('')
}

function member(name: string, value: string): string {
  return `${name}=${value.length}:${value};`
}

/** Every member's form is ASCII (record-checks.ts), so that a character is a byte. */
function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + 1)
  bytes[0] = CANONICAL_VERSION
  for (let at = 0; at < text.length; at++) bytes[at + 1] = text.charCodeAt(at)
  return bytes
}
