import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  deriveSecrets,
  ensureKeyFiles,
  KeyFault,
  readClockKey,
  readCommandKey,
  readKeyListFile,
  readLinkSealKey,
  readPresenceSealKey,
  readRootKey,
  seal,
  sealLinkSecrets,
  sealPresenceSecrets,
  signCancel,
  unseal,
  unsealLinkSecrets,
  unsealPresenceSecrets,
  verifyCancel,
} from './index.ts'

const NOW = 1_800_000_000_000
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a keys folder', () => {
  test('is made once, closed to everybody else, and read as one consistent set', () => {
    ensureKeyFiles(folder, NOW)
    const first = readKeyListFile(folder)
    ensureKeyFiles(folder, NOW + 5_000)
    expect(readKeyListFile(folder)).toEqual(first)
    expect(readRootKey(folder).x).toBe(first.rootX)
    expect(readdirSync(folder).sort()).toEqual([
      'clock.key',
      'command.key',
      'key-list.jws',
      'root.key',
      'root.pub',
      'seal-link.key',
      'seal-presence.key',
    ])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(readLinkSealKey(folder)).toHaveLength(32)
    expect(readPresenceSealKey(folder).equals(readLinkSealKey(folder))).toBe(false)
    const kids = first.list.keys.map(({ kid }) => kid)
    expect(kids).toEqual([readCommandKey(folder).kid, readClockKey(folder).kid])
  })

  test('its command key signs what its key list lets terminals obey', () => {
    ensureKeyFiles(folder, NOW)
    const cancel = {
      v: 1 as const,
      id: 'cmd_01h455vb4pex5vsknk084sn02q',
      attempt: 1,
      acquirer: 'demo',
      tid: '10000001',
      device: 'dev_01h455vb4pex5vsknk084sn02q',
      issuedAt: NOW,
    }
    const { list } = readKeyListFile(folder)
    expect(verifyCancel(signCancel(cancel, readCommandKey(folder)), list)).toMatchObject({ ok: true })
    expect(verifyCancel(signCancel(cancel, readClockKey(folder)), list)).toEqual({ ok: false, reason: 'WRONG_USE' })
  })

  test('names the file that is missing or does not fit', () => {
    expect(() => readCommandKey(folder)).toThrow(KeyFault)
    expect(() => readLinkSealKey(folder)).toThrow(/seal-link\.key cannot be read \(ENOENT\)/)
    ensureKeyFiles(folder, NOW)
    const other = mkdtempSync(join(tmpdir(), 'budeng-keys-'))
    ensureKeyFiles(other, NOW)
    writeFileSync(join(folder, 'key-list.jws'), readKeyListFile(other).jws)
    rmSync(other, { recursive: true })
    expect(() => readCommandKey(folder)).toThrow(/not a key list under root\.pub: UNKNOWN_KID/)
    writeFileSync(join(folder, 'seal-link.key'), 'short')
    expect(() => readLinkSealKey(folder)).toThrow(/not 32 bytes/)
  })
})

describe('sealing', () => {
  const key = Buffer.alloc(32, 1)
  const secrets = deriveSecrets(Buffer.alloc(32, 2))

  test('what was sealed for a device is read back for that device only', () => {
    const { digits, words, ...link } = secrets
    const sealed = sealLinkSecrets(key, 'dev_a', link)
    expect(unsealLinkSecrets(key, 'dev_a', sealed)).toEqual(link)
    expect(unsealLinkSecrets(key, 'dev_b', sealed)).toBeNull()
    expect(unsealPresenceSecrets(key, 'dev_a', sealed)).toBeNull()
    expect(unsealPresenceSecrets(key, 'dev_a', sealPresenceSecrets(key, 'dev_a', secrets))).toEqual({ digits, words })
  })

  test('a flipped bit, another key and a short row are told, not thrown', () => {
    const sealed = seal(key, Buffer.from('x'), 'row')
    expect(unseal(key, sealed, 'row')?.toString()).toBe('x')
    const flipped = Buffer.from(sealed)
    flipped[12] = (flipped[12] ?? 0) ^ 1
    expect(unseal(key, flipped, 'row')).toBeNull()
    expect(unseal(Buffer.alloc(32, 9), sealed, 'row')).toBeNull()
    expect(unseal(key, sealed.subarray(0, 20), 'row')).toBeNull()
  })
})
