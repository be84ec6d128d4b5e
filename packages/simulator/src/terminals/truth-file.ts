import { closeSync, openSync, writeSync } from 'node:fs'
import { deriveSecrets, fromBase64url } from '@budeng/protocol'
import type { Entry, Identity, Store } from '@budeng/terminal'

/**
 * What every simulated terminal holds to be true: its key of leaves, and each record of its journal as it was written. For
 * a checker that knows only this file and PROTOCOL.md. The README says what a line means. Mode 0600: it holds keys.
 */
export interface TruthFile {
  /** A store that writes down its records, and how far they were acknowledged, before that becomes durable. */
  keeping(store: Store): Store
  close(): void
}

export function openTruthFile(path: string): TruthFile {
  const file = openSync(path, 'a', 0o600)
  const write = (line: object) => void writeSync(file, `${JSON.stringify(line)}\n`)
  return {
    keeping(store) {
      const { identity } = store
      write({ terminal: addressOf(identity) })
      return {
        identity,
        get state() {
          return store.state
        },
        append(...entries: readonly Entry[]) {
          for (const entry of entries) {
            if (entry.e === 'journalAcked')
              write({
                device: identity.device,
                epoch: entry.epoch,
                acked: entry.ackedThrough,
                equal: entry.equalThrough,
              })
            if (entry.e !== 'record') continue
            const { epoch, seq, leaf, body } = entry
            write({ device: identity.device, epoch, seq, leaf, body })
          }
          store.append(...entries)
        },
      }
    },
    close: () => closeSync(file),
  }
}

function addressOf({ device, acquirer, tid, k }: Identity) {
  const { leaf } = deriveSecrets(fromBase64url(k) ?? new Uint8Array(0))
  return { device, acquirer, tid, leafKey: Buffer.from(leaf).toString('hex') }
}
