import { mkdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import S3rver from '@20minutes/s3rver'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backUp } from './back-up.ts'
import { smallPlatform } from './backup.fixture.ts'
import { UPLOAD_PART_BYTES } from './limits.ts'
import { restoreBackup } from './restore.ts'
import { listBackups, prune } from './stored.ts'
import { openTarget, type Target } from './target.ts'

const { job, elsewhere, place } = await smallPlatform()
let server: S3rver
let target: Target
let endpoint: string

beforeAll(async () => {
  mkdirSync(place('s3'))
  server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: place('s3') },
    // it reckons that of a bucket without the slash at the end, which AWS and its client have
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: 'backups' }],
  })
  endpoint = `http://127.0.0.1:${(await server.run()).port}`
  target = await openTarget('s3://backups/of/budeng', { endpoint, keyId: 'S3RVER', secret: 'S3RVER' })
})
afterAll(async () => {
  target.close()
  await server.close()
})

describe('a store that speaks S3', () => {
  test('takes a backup and gives it back', async () => {
    const { name, rows } = await backUp({ ...job, target })
    expect(await listBackups(target)).toMatchObject([{ name }])
    expect(await restoreBackup(await elsewhere(target))).toMatchObject({ name, rows })
    expect(await prune(target, { days: 1, weeks: 0, months: 0 })).toEqual([])
  })

  test('takes what is larger than one part, whole', async () => {
    const piece = Buffer.alloc(1024 ** 2, 'x')
    const pieces = UPLOAD_PART_BYTES / piece.length + 1
    const bytes = await target.put('large', Readable.from(Array.from({ length: pieces }, () => piece)))
    expect(bytes).toBe(pieces * piece.length)
    expect((await target.list('large')).get('large')).toBe(bytes)
    expect((await buffer(await target.get('large'))).length).toBe(bytes)
    await target.remove(['large'])
    expect([...(await target.list('large'))]).toEqual([])
  })

  test('keeps nothing of what ended in the middle', async () => {
    const broken = async function* () {
      yield Buffer.alloc(100)
      await Promise.resolve()
      throw new Error('the database is gone')
    }
    await expect(target.put('half', Readable.from(broken()))).rejects.toThrow('the database is gone')
    expect([...(await target.list('half'))]).toEqual([])
  })

  test('is told by name when it refuses, and no secret is in what is told', async () => {
    const stranger = await openTarget('s3://backups', { endpoint, keyId: 'STRANGER', secret: 'a secret' })
    const said = await stranger.list('').then(
      () => 'nothing',
      (fault: Error) => fault.message,
    )
    expect(said).toMatch(/s3:\/\/backups: listing failed \(InvalidAccessKeyId/)
    expect(said).not.toContain('a secret')
    stranger.close()
    await expect(target.get('nothing')).rejects.toThrow(/reading nothing failed \(NoSuchKey/)
  })
})

test.each(['http://elsewhere', 's3://', 's3:///x'])('%s is no place for backups', async (address) => {
  await expect(openTarget(address)).rejects.toThrow('no place for backups')
})
