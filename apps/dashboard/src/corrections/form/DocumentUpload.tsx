import { ATTACHMENT_BYTES_MAX, ATTACHMENT_TYPES, attachmentProblem } from '@budeng/corrections/public'
import { Alert } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UploadRefused } from '../../ui/UploadRefused.tsx'
import { type DocumentAnswer, uploadDocument } from './upload-document.ts'

type Problem = NonNullable<ReturnType<typeof attachmentProblem>>

interface DocumentUploadProps {
  readonly terminalId: string
  readonly disabled: boolean
  /** Told the reference under which it is evidence. */
  readonly onUploaded: (ref: string) => void
}

const MEGABYTE = 1024 * 1024

/** A document is looked at here before it leaves: type, size, and card numbers that nobody should send. */
export function DocumentUpload({ terminalId, disabled, onUploaded }: DocumentUploadProps) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [refused, setRefused] = useState<Extract<DocumentAnswer, { ok: false }> | null>(null)
  const send = async (file: File) => {
    setRefused(null)
    const found =
      file.size > ATTACHMENT_BYTES_MAX
        ? 'TOO_LARGE'
        : attachmentProblem({ name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) })
    setProblem(found)
    if (found !== null) return
    setBusy(true)
    const answer = await uploadDocument({ terminalId, file, language: i18n.language })
    setBusy(false)
    if (answer.ok) onUploaded(answer.ref)
    else setRefused(answer)
  }
  return (
    <div className="field">
      <label htmlFor={id}>{t('correction.upload')}</label>
      <input
        id={id}
        type="file"
        accept={ATTACHMENT_TYPES.join(',')}
        disabled={busy || disabled}
        aria-busy={busy}
        aria-describedby={`${id}-how`}
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) void send(file)
        }}
      />
      <span id={`${id}-how`} className="hint quiet" role="status">
        {busy ? t('file.sending') : t('correction.uploadHow', { size: String(ATTACHMENT_BYTES_MAX / MEGABYTE) })}
      </span>
      {problem !== null && <Alert role="alert" type="error" showIcon title={t(`attachmentProblem.${problem}`)} />}
      <UploadRefused refused={refused} />
    </div>
  )
}
