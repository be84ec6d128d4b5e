import { CameraOutlined } from '@ant-design/icons'
import { useApolloClient } from '@apollo/client/react'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkOrderRowFragment } from '../../api/generated/graphql.ts'
import type { DocumentAnswer } from '../../corrections/form/upload-document.ts'
import { useViewer } from '../../session/viewer.ts'
import { UploadRefused } from '../../ui/UploadRefused.tsx'
import { sendPhoto } from './send-photo.ts'

/** What was photographed on the spot, and, for whoever works on the order, one more. */
export function WorkOrderPhotos({ order: { id, photos } }: { order: Pick<WorkOrderRowFragment, 'id' | 'photos'> }) {
  const { t, i18n } = useTranslation()
  const client = useApolloClient()
  const field = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Extract<DocumentAnswer, { ok: false }> | null>(null)
  const may = useViewer()?.permissions.includes('workorder:write') === true
  const send = async (file: File) => {
    setBusy(true)
    const answer = await sendPhoto(id, file, i18n.language)
    if (answer.ok) await client.refetchQueries({ include: 'active' })
    setBusy(false)
    setRefused(answer.ok ? null : answer)
  }
  return (
    <section className="stack" aria-label={t('workOrder.photos')}>
      {photos.length > 0 && (
        <ul className="photos">
          {photos.map(({ address, name }) => (
            <li key={address}>
              <a href={address} target="_blank" rel="noreferrer">
                <img src={address} alt={name} loading="lazy" />
              </a>
            </li>
          ))}
        </ul>
      )}
      {may && (
        <div>
          <input
            ref={field}
            type="file"
            accept="image/jpeg,image/png"
            aria-label={t('workOrder.photoFile')}
            className="visually-hidden"
            tabIndex={-1}
            onChange={(event) => {
              const file = event.target.files?.[0]
              event.target.value = ''
              if (file !== undefined) void send(file)
            }}
          />
          <Button icon={<CameraOutlined aria-hidden />} loading={busy} onClick={() => field.current?.click()}>
            {t('workOrder.addPhoto')}
          </Button>
        </div>
      )}
      <UploadRefused refused={refused} />
    </section>
  )
}
