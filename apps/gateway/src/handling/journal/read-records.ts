import { fromBase64url, hmacSha256, sha256, type UpOf, type WireRecord } from '@budeng/protocol'
import type { ArrivedRecord } from '@budeng/storage'
import { leafOf, parseRecord, payloadHashOf, screenBody } from '@budeng/transactions'

/**
 * Reads the records of a message before anything of them is stored or logged: card data goes, the rest is held against
 * its form and its leaf. What cannot be read is kept as it is, without card data. [P-17.12] [P-21.5]
 */
export function readRecords(
  { epoch, records }: Pick<UpOf<'records'>, 'epoch' | 'records'>,
  leafKey: Uint8Array,
): ArrivedRecord[] {
  const hmac = (bytes: Uint8Array) => hmacSha256(leafKey, bytes)
  return records.map((wire) => readRecord(wire, epoch, hmac))
}

function readRecord(
  { seq, leaf: sent, body: raw }: WireRecord,
  epoch: number,
  hmac: (bytes: Uint8Array) => Uint8Array,
): ArrivedRecord {
  const leaf = fromBase64url(sent) ?? Buffer.alloc(0)
  const { body, hadCardData, isRefused } = screenBody(raw)
  const parsed = isRefused ? null : parseRecord(body)
  if (parsed === null || !parsed.ok) {
    const fault = parsed === null ? 'CARD_DATA' : faultName(parsed.fault)
    const payloadHash = sha256(Buffer.from(raw)) // of what came, so that a repeat is known
    // whatever it is, it is nothing that we know: no long number of it is kept
    return {
      seq,
      leaf,
      proven: false,
      payloadHash,
      body: starred(body).replaceAll('\u0000', ''),
      record: null,
      fault: starred(fault),
      hadCardData,
    }
  }
  const { record } = parsed
  const own = leafOf(hmac, record, epoch, seq)
  return {
    seq,
    leaf,
    proven: leaf.equals(own),
    payloadHash: Buffer.from(payloadHashOf(sha256, record)),
    body,
    record,
    fault: null,
    hadCardData,
  }
}

function faultName({ code, member }: { readonly code: string; readonly member?: string }): string {
  return member === undefined ? code : `${code} ${member}`
}

/** A record with which no commit succeeds: its number and leaf are kept, its content is not. */
export function withoutContent(record: ArrivedRecord, reason: string): ArrivedRecord {
  return { ...record, proven: false, body: '', record: null, fault: reason }
}

/** Long runs of digits, of whatever script, lose all but the first six. */
function starred(text: string): string {
  return text.replace(/\p{Nd}(?:[\s.·-]*\p{Nd}){12,}/gu, (run) => {
    let seen = 0
    return run.replace(/\p{Nd}/gu, (digit) => (++seen <= DIGITS_SHOWN ? digit : '*'))
  })
}

const DIGITS_SHOWN = 6
