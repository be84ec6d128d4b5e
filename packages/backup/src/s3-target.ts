import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DeleteObjectsCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { BackupFault } from '@budeng/storage/backup'
import { REMOVED_AT_ONCE, UPLOAD_PART_BYTES, UPLOADS_AT_ONCE } from './limits.ts'
import type { StoreAccess, Target } from './target.ts'

/** A bucket of a store that speaks S3: AWS, MinIO, Ceph, OSS, COS, OBS … */
export function s3Target(bucket: string, prefix: string, access: StoreAccess): Target {
  const client = new S3Client(configurationOf(access))
  const full = (key: string) => (prefix === '' ? key : `${prefix}/${key}`)
  const about = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`
  const said = async <T>(what: string, work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (fault) {
      throw new BackupFault(`${about}: ${what} failed (${reasonOf(fault)}).`, { cause: fault })
    }
  }
  return {
    about,
    put: async (key, content) => await said(`storing ${key}`, upload(client, bucket, full(key), content)),
    get: async (key) => {
      const { Body } = await said(
        `reading ${key}`,
        client.send(new GetObjectCommand({ Bucket: bucket, Key: full(key) })),
      )
      if (Body instanceof Readable) return Body
      throw new BackupFault(`${about}: ${key} has no content.`)
    },
    list: async (start) => await said('listing', listed(client, bucket, full(start), full('').length)),
    remove: async (keys) => {
      for (let from = 0; from < keys.length; from += REMOVED_AT_ONCE) {
        const Objects = keys.slice(from, from + REMOVED_AT_ONCE).map((key) => ({ Key: full(key) }))
        const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })
        const { Errors = [] } = await said('removing', client.send(command))
        const [first] = Errors
        if (first !== undefined)
          throw new BackupFault(
            `${about}: ${first.Key} could not be removed (${first.Code}), and ${Errors.length - 1} more.`,
          )
      }
    },
    close: () => client.destroy(),
  }
}

function configurationOf({ endpoint, region = 'us-east-1', keyId, secret }: StoreAccess) {
  const credentials =
    keyId === undefined || secret === undefined ? {} : { credentials: { accessKeyId: keyId, secretAccessKey: secret } }
  return {
    region,
    ...credentials,
    // stores other than AWS are seldom reached by a name for each bucket, and seldom know its newest checksums
    ...(endpoint === undefined
      ? {}
      : {
          endpoint,
          forcePathStyle: true,
          requestChecksumCalculation: 'WHEN_REQUIRED' as const,
          responseChecksumValidation: 'WHEN_REQUIRED' as const,
        }),
  }
}

/** In parts, each kept in memory until it is there: of a stream nobody knows the length. */
async function upload(client: S3Client, Bucket: string, Key: string, content: Readable): Promise<number> {
  let bytes = 0
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const work = new Upload({
    client,
    params: { Bucket, Key, Body: counted },
    partSize: UPLOAD_PART_BYTES,
    queueSize: UPLOADS_AT_ONCE,
    leavePartsOnError: false,
  })
  try {
    await Promise.all([work.done(), pipeline(content, counted)])
  } catch (fault) {
    // parts that are there would be paid for
    await work.abort().catch(() => undefined)
    throw fault
  } finally {
    counted.destroy()
  }
  return bytes
}

async function listed(client: S3Client, Bucket: string, Prefix: string, cut: number): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key = '', Size = 0 } of Contents) found.set(Key.slice(cut), Size)
  return found
}

function reasonOf(fault: unknown): string {
  const { name, message } = fault as Partial<Error>
  return [name, message].filter((word) => word !== undefined && word !== 'Error' && word !== '').join(': ')
}
