/** How a file goes to the platform: bytes so far, and the answer. */
interface FileAsked {
  /** The address that takes it, with its query. */
  readonly address: string
  readonly contentType: string
  readonly file: File
  readonly language: string
  /** Told as bytes leave: 0 to 1. */
  readonly onProgress: (share: number) => void
}

export type UploadAnswer =
  | { readonly ok: true; readonly id: string; readonly replayed: boolean }
  | { readonly ok: false; readonly message: string; readonly requestId: string | null }

/** Sends a file as it is; the session's cookie goes along. A request of its own kind, because only it tells how far it is. */
export async function sendFile(asked: FileAsked): Promise<UploadAnswer> {
  return await new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', asked.address)
    request.setRequestHeader('content-type', asked.contentType)
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
