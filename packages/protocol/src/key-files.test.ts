import { createCipheriv } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  deriveSecrets,
  dropOldSealKeys,
  ensureKeyFiles,
  KeyFault,
  KeyUse,
  readSealKeys,
  readSigningKeys,
  readKeyListFile,
  readRootKey,
  rotateSealKey,
  isSealedByNewest,
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

function keyFor(use: KeyUse) {
  const [key] = readSigningKeys(folder, use)
  if (key === undefined) throw new Error(use)
  return key
}

describe('a keys folder', () => {
  test('is made once, closed to everybody else, and read as one consistent set', () => {
    ensureKeyFiles(folder, NOW)
    const first = readKeyListFile(folder)
    ensureKeyFiles(folder, NOW + 5_000)
    expect(readKeyListFile(folder)).toEqual(first)
    expect(readRootKey(folder).x).toBe(first.rootX)
    expect(readdirSync(folder).sort()).toEqual([
      'audit.key',
      'audit.pub',
      'clock.key',
      'command.key',
      'correction.key',
      'key-list.jws',
      'root.key',
      'root.pub',
      'seal-link.key',
      'seal-people.key',
      'seal-presence.key',
    ])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(readSealKeys(folder, 'link').newest()).toHaveLength(32)
    expect(readSealKeys(folder, 'presence').newest()).not.toEqual(readSealKeys(folder, 'link').newest())
    const kids = first.list.keys.map(({ kid }) => kid)
    expect(kids).toEqual(KeyUse.options.map((use) => readSigningKeys(folder, use)[0]?.kid))
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
    expect(verifyCancel(signCancel(cancel, keyFor('command')), list)).toMatchObject({ ok: true })
    expect(verifyCancel(signCancel(cancel, keyFor('clock')), list)).toEqual({ ok: false, reason: 'WRONG_USE' })
  })

  test('names the file that is missing or does not fit', () => {
    expect(() => readSigningKeys(folder, 'command')).toThrow(KeyFault)
    expect(() => readSealKeys(folder, 'link')).toThrow(/seal-link\.key cannot be read \(ENOENT\)/)
    ensureKeyFiles(folder, NOW)
    const other = mkdtempSync(join(tmpdir(), 'budeng-keys-'))
    ensureKeyFiles(other, NOW)
    writeFileSync(join(folder, 'key-list.jws'), readKeyListFile(other).jws)
    rmSync(other, { recursive: true })
    expect(() => readSigningKeys(folder, 'command')).toThrow(/not a key list under root\.pub: UNKNOWN_KID/)
    writeFileSync(join(folder, 'seal-link.key'), 'short')
    expect(() => readSealKeys(folder, 'link')).toThrow(/not 32 bytes/)
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
    for (const at of [0, 3, 12, 20]) {
      const flipped = Buffer.from(sealed)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      expect(unseal(key, flipped, 'row')).toBeNull()
    }
    expect(unseal(Buffer.alloc(32, 9), sealed, 'row')).toBeNull()
    expect(unseal(key, sealed.subarray(0, 20), 'row')).toBeNull()
  })

  test('a key rotates: what older ones sealed opens, the newest seals, a process finds a new one by itself', async () => {
    ensureKeyFiles(folder, NOW)
    const writer = readSealKeys(folder, 'link')
    const reader = readSealKeys(folder, 'link')
    const before = seal(writer, Buffer.from('before'), 'row')
    rotateSealKey(folder, 'link')
    writer.reload()
    const after = seal(writer, Buffer.from('after'), 'row')
    expect(unseal(writer, before, 'row')?.toString()).toBe('before')
    expect([before, after].map((box) => isSealedByNewest(writer, box))).toEqual([false, true])
    // looked for once a second at most
    await vi.waitFor(() => expect(unseal(reader, after, 'row')?.toString()).toBe('after'), { timeout: 60_000 })
    dropOldSealKeys(folder, 'link')
    writer.reload()
    expect([before, after].map((box) => unseal(writer, box, 'row')?.toString())).toEqual([undefined, 'after'])
  })

  test('a box from before keys had names opens too', () => {
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12, 1)).setAAD(Buffer.from('row'))
    const box = Buffer.concat([Buffer.alloc(12, 1), cipher.update('old'), cipher.final(), cipher.getAuthTag()])
    expect(unseal(key, box, 'row')?.toString()).toBe('old')
    expect(isSealedByNewest(key, box)).toBe(false)
  })
})
