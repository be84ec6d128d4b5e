import { type DocumentAnswer, documentAnswerOf } from '../../corrections/form/upload-document.ts'
import { PHOTO_PIXELS_MAX } from '../../limits.ts'

const QUALITY = 0.82

/** Sends a photograph, small enough for a slow link; where it was taken, as telephones write it in, does not go along. */
export async function sendPhoto(workOrderId: string, file: File, language: string): Promise<DocumentAnswer> {
  const query = new URLSearchParams({ name: file.name })
  const body = await smaller(file)
  try {
    const answer = await fetch(`/work-orders/${workOrderId}/photos?${query}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': body.type, 'accept-language': language },
      body,
    })
    return documentAnswerOf(answer.status, await answer.text())
  } catch {
    return { ok: false, message: '', requestId: null }
  }
}

/** The picture drawn anew; as it is when it is none that can be drawn, and the API says what it thinks of it. */
async function smaller(file: File): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, PHOTO_PIXELS_MAX / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
    return drawn ?? file
  } catch {
    return file
  }
}
