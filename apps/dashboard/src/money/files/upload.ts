/** How a file goes to the platform: bytes so far, and the answer. */
export interface UploadAsked {
  readonly format: 'FLOW' | 'CSV'
  readonly day: string
  readonly mappingId: string | null
  readonly file: File
  readonly language: string
  /** Told as bytes leave: 0 to 1. */
  readonly onProgress: (share: number) => void
}

export type UploadAnswer =
  | { readonly ok: true; readonly id: string; readonly replayed: boolean }
  | { readonly ok: false; readonly message: string; readonly requestId: string | null }

/** The address that takes a file. */
export function uploadAddress({ format, day, mappingId, file }: Omit<UploadAsked, 'language' | 'onProgress'>): string {
  const query = new URLSearchParams({ format, day, name: file.name })
  if (mappingId !== null) query.set('mapping', mappingId)
  return `/imports/files?${query}`
}

/** Sends a file as it is; the session's cookie goes along. A request of its own kind, because only it tells how far it is. */
export async function upload(asked: UploadAsked): Promise<UploadAnswer> {
  return await new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', uploadAddress(asked))
    request.setRequestHeader('content-type', asked.format === 'CSV' ? 'text/csv' : 'application/octet-stream')
    request.setRequestHeader('accept-language', asked.language)
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) asked.onProgress(loaded / total)
    })
    request.addEventListener('load', () => resolve(answerOf(request.status, request.responseText)))
    request.addEventListener('error', () => resolve({ ok: false, message: '', requestId: null }))
    request.send(asked.file)
  })
}

/** Reads what the API answered; anything that is not its own is a fault without words. */
export function answerOf(status: number, text: string): UploadAnswer {
  try {
    const body = JSON.parse(text) as {
      id?: string
      replayed?: boolean
      errors?: { message?: string; extensions?: { requestId?: string } }[]
    }
    if (status < 300 && body.id !== undefined) return { ok: true, id: body.id, replayed: body.replayed === true }
    const [error] = body.errors ?? []
    return { ok: false, message: error?.message ?? '', requestId: error?.extensions?.requestId ?? null }
  } catch {
    return { ok: false, message: '', requestId: null }
  }
}
