import { z } from 'zod'
import { type Keep, KEEP_DEFAULT, parseKeep } from './retention.ts'
import { parseTimeOfDay, type TimeOfDay } from './schedule.ts'
import type { StoreAccess } from './target.ts'

const RECIPIENT = /^age1[a-z0-9]{58}$/

/** Whether that is the public half of a recovery key; the library looks at its checksum when it is used. */
export function isRecipient(read: string): boolean {
  return RECIPIENT.test(read)
}

const text = (about: string) => z.string().min(1).optional().describe(about)

/** Variables of whoever makes backups: worker and command line. */
export const backupVariables = {
  BUDENG_BACKUP_TO: text(
    'Where the worker backs up to each day: a folder (of another machine), or `s3://bucket/prefix`.',
  ),
  BUDENG_BACKUP_RECIPIENT: z
    .string()
    .refine(isRecipient, 'is no public half of a recovery key (age1…)')
    .optional()
    .describe('Public half of the recovery key (`age1…`), from `budeng backup key`. Its secret half lies offline.'),
  BUDENG_BACKUP_AT: z
    .string()
    .refine((read) => parseTimeOfDay(read) !== undefined, 'is no time of day like 18:30')
    .default('18:30')
    .describe('When, UTC.'),
  BUDENG_BACKUP_KEEP: z
    .string()
    .refine((read) => parseKeep(read) !== undefined, `is not like ${KEEP_DEFAULT}, or all`)
    .default(KEEP_DEFAULT)
    .describe('Days, weeks and months of which the newest backup is kept; `all` removes none.'),
  BUDENG_BACKUP_S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of a store other than AWS that speaks S3 (MinIO, Ceph, OSS, COS, OBS).'),
  BUDENG_BACKUP_S3_REGION: text('Its region. Left out: us-east-1.'),
  BUDENG_BACKUP_S3_KEY_ID: text('Access key. Left out: where the tools of AWS look (role of the machine, profile).'),
  BUDENG_BACKUP_S3_SECRET: text('Its secret; or `BUDENG_BACKUP_S3_SECRET_FILE`, a file with it.'),
}

/** Variables that may stand in files. */
export const BACKUP_SECRETS = ['BUDENG_BACKUP_S3_SECRET'] as const

/** The same in words; null where nothing was said. */
export interface BackupSettings {
  readonly to: string | null
  readonly recipient: string | null
  readonly at: TimeOfDay
  readonly keep: Keep
  readonly access: StoreAccess
}

const schema = z.object(backupVariables)

export function backupSettings(read: z.infer<typeof schema>): BackupSettings {
  return {
    to: read.BUDENG_BACKUP_TO ?? null,
    recipient: read.BUDENG_BACKUP_RECIPIENT ?? null,
    at: parseTimeOfDay(read.BUDENG_BACKUP_AT) ?? { hour: 0, minute: 0 },
    keep: parseKeep(read.BUDENG_BACKUP_KEEP) ?? null,
    access: {
      endpoint: read.BUDENG_BACKUP_S3_ENDPOINT,
      region: read.BUDENG_BACKUP_S3_REGION,
      keyId: read.BUDENG_BACKUP_S3_KEY_ID,
      secret: read.BUDENG_BACKUP_S3_SECRET,
    },
  }
}

export * from './schedule.ts'
