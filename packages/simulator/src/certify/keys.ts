import { randomBytes } from 'node:crypto'
import { HOUR } from '@budeng/kernel'
import { type KeyList, keyPairFromSeed, type KeyPair, signingKey, type SigningKey, signKeyList } from '@budeng/protocol'

/** A platform's keys for one certification: made for it, forgotten after it. */
export interface BenchKeys {
  readonly root: KeyPair
  readonly keyList: string
  readonly list: KeyList
  readonly command: SigningKey
  readonly clock: SigningKey
  readonly correction: SigningKey
  /** A key that nobody listed, under the name of the one that is. */
  readonly forgedCommand: SigningKey
  readonly forgedClock: SigningKey
}

export function makeBenchKeys(nowMs: number): BenchKeys {
  const pair = () => keyPairFromSeed(randomBytes(32))
  const [root, command, clock, correction] = [pair(), pair(), pair(), pair()]
  const times = { from: nowMs - 24 * HOUR, to: nowMs + 30 * 24 * HOUR }
  const list: KeyList = {
    version: 1,
    keys: [
      { kid: 'command-bench', alg: 'EdDSA', use: 'command', x: command.x, ...times },
      { kid: 'clock-bench', alg: 'EdDSA', use: 'clock', x: clock.x, ...times },
      { kid: 'correction-bench', alg: 'EdDSA', use: 'correction', x: correction.x, ...times },
    ],
  }
  return {
    root,
    list,
    keyList: signKeyList(list, root),
    command: signingKey('command-bench', command),
    clock: signingKey('clock-bench', clock),
    correction: signingKey('correction-bench', correction),
    forgedCommand: signingKey('command-bench', pair()),
    forgedClock: signingKey('clock-bench', pair()),
  }
}
