/** Where a terminal sends and takes the file of one command: the ticket in it is good for nothing else. [P-23.1] */
export function filePath(commandId: string, ticket: string): string {
  return `/files/${commandId}/${ticket}`
}

/** Headers of a part: where it begins, and the whole that it is of. [P-23.2] */
export const FILE_HEADERS = {
  offset: 'upload-offset',
  length: 'upload-length',
  sha256: 'upload-sha256',
} as const

/** Why a file is not taken, in the body's `code`. [P-23.4] */
export const FILE_REFUSALS = ['TOO_LARGE', 'MISMATCH', 'CARD_DATA', 'BAD_TYPE'] as const
export type FileRefusal = (typeof FILE_REFUSALS)[number]
