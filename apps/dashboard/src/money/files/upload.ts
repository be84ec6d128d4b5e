import { sendFile, type UploadAnswer } from '../../api/send-file.ts'

export interface UploadAsked {
  readonly format: 'FLOW' | 'CSV'
  readonly day: string
  readonly mappingId: string | null
  readonly file: File
  readonly language: string
  /** Told as bytes leave: 0 to 1. */
  readonly onProgress: (share: number) => void
}

/** The address that takes a file. */
export function uploadAddress({ format, day, mappingId, file }: Omit<UploadAsked, 'language' | 'onProgress'>): string {
  const query = new URLSearchParams({ format, day, name: file.name })
  if (mappingId !== null) query.set('mapping', mappingId)
  return `/imports/files?${query}`
}

/** Sends a file of an acquirer. */
export async function upload(asked: UploadAsked): Promise<UploadAnswer> {
  const { file, language, onProgress } = asked
  const contentType = asked.format === 'CSV' ? 'text/csv' : 'application/octet-stream'
  return await sendFile({ address: uploadAddress(asked), contentType, file, language, onProgress })
}
