import { Alert } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadDocument } from '../../corrections/form/upload-document.ts'

interface Props {
  readonly terminalId: string
  /** Hashes of those that are there. */
  readonly photos: readonly string[]
  onAdd(photo: string): void
}

/** Photographs of a visit; a phone offers its camera. Each is sent as soon as it is taken. */
export function Photos({ terminalId, photos, onAdd }: Props) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const [failed, setFailed] = useState<string | null>(null)
  const add = async (files: readonly File[]) => {
    setFailed(null)
    for (const file of files) {
      const sent = await uploadDocument({ terminalId, file, language: i18n.language })
      if (sent.ok) onAdd(sent.ref)
      else setFailed(t('visits.photoFailed', { name: file.name, why: sent.message }))
    }
  }
  return (
    <div className="field">
      <label htmlFor={id}>{t('visits.photos')}</label>
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg"
        capture="environment"
        multiple
        onChange={(event) => {
          void add([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      {photos.length > 0 && <span className="hint quiet">{t('visits.photoSent', { count: photos.length })}</span>}
      {failed !== null && <Alert type="error" showIcon title={failed} />}
    </div>
  )
}
