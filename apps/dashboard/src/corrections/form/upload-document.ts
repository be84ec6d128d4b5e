export type DocumentAnswer =
  | { readonly ok: true; readonly ref: string }
  | { readonly ok: false; readonly message: string; readonly requestId: string | null }

interface Asked {
  readonly terminalId: string
  readonly file: File
  readonly language: string
}

/** Sends a document as it is; the session's cookie goes along. */
export async function uploadDocument({ terminalId, file, language }: Asked): Promise<DocumentAnswer> {
  const query = new URLSearchParams({ terminal: terminalId, name: file.name })
  try {
    const answer = await fetch(`/evidence?${query}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': file.type, 'accept-language': language },
      body: file,
    })
    return documentAnswerOf(answer.status, await answer.text())
  } catch {
    return { ok: false, message: '', requestId: null }
  }
}

/** Reads what the API answered; anything that is not its own is a fault without words. */
export function documentAnswerOf(status: number, text: string): DocumentAnswer {
  try {
    const body = JSON.parse(text) as {
      sha256?: string
      errors?: { message?: string; extensions?: { requestId?: string } }[]
    }
    if (status < 300 && body.sha256 !== undefined) return { ok: true, ref: body.sha256 }
    const [error] = body.errors ?? []
    return { ok: false, message: error?.message ?? '', requestId: error?.extensions?.requestId ?? null }
  } catch {
    return { ok: false, message: '', requestId: null }
  }
}
