import { useQuery } from '@apollo/client/react'
import { App, Button, Input, Progress, Radio, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CsvMappingsDocument } from '../../api/generated/graphql.ts'
import type { UploadAnswer } from '../../api/send-file.ts'
import { paths } from '../../paths.ts'
import { dayOf } from '../../ui/day.ts'
import { useNow } from '../../ui/now.ts'
import { Panel } from '../../ui/Panel.tsx'
import { UploadRefused } from '../../ui/UploadRefused.tsx'
import { useUrl } from '../../ui/url.ts'
import { FilePreview } from './FilePreview.tsx'
import { MappingEditor } from './MappingEditor.tsx'
import { upload } from './upload.ts'

const DAY_MS = 86_400_000

/** A file goes in three steps: which one, how it is read (with what the first lines come to), and off with it. */
export function UploadPanel({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const { message } = App.useApp()
  const { go } = useUrl()
  const yesterday = dayOf(useNow() - DAY_MS)
  const [format, setFormat] = useState<'FLOW' | 'CSV'>('FLOW')
  const [day, setDay] = useState(yesterday)
  const [file, setFile] = useState<File | null>(null)
  const [mappingId, setMappingId] = useState<string | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const [refused, setRefused] = useState<Extract<UploadAnswer, { ok: false }> | null>(null)
  const isReady = file !== null && day !== '' && (format === 'FLOW' || mappingId !== null)
  const send = async () => {
    if (file === null || !isReady) return
    setShare(0)
    setRefused(null)
    const asked = { format, day, file, language: i18n.language, mappingId: format === 'CSV' ? mappingId : null }
    const answer = await upload({ ...asked, onProgress: setShare })
    setShare(null)
    if (!answer.ok) return setRefused(answer)
    void message.success(t(answer.replayed ? 'file.known' : 'file.sent'))
    go(paths.file(answer.id))
  }
  return (
    <Panel title={t('file.upload')}>
      <div className="stack">
        <div className="line">
          <Radio.Group
            aria-label={t('file.format')}
            value={format}
            onChange={(event) => setFormat(event.target.value as 'FLOW' | 'CSV')}
            options={(['FLOW', 'CSV'] as const).map((value) => ({ value, label: t(`fileFormat.${value}`) }))}
          />
          <label htmlFor={`${id}-day`}>{t('money.businessDay')}</label>
          <Input
            id={`${id}-day`}
            className="field-short"
            type="date"
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
          <label htmlFor={`${id}-file`}>{t('file.choose')}</label>
          <input id={`${id}-file`} type="file" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
        </div>
        {format === 'CSV' && <MappingChoice file={file} day={day} chosen={mappingId} onChoose={setMappingId} />}
        {format === 'FLOW' && file !== null && <FilePreview file={file} day={day} mapping={null} encoding="utf-8" />}
        {share !== null && <Progress percent={Math.floor(share * 100)} aria-label={t('file.sending')} />}
        <UploadRefused refused={refused} />
        <div className="line">
          <Button type="primary" disabled={!isReady} loading={share !== null} onClick={() => void send()}>
            {t('file.send')}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </div>
    </Panel>
  )
}

interface MappingChoiceProps {
  readonly file: File | null
  readonly day: string
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
}

/** A mapping that was saved, or a new one. */
function MappingChoice({ file, day, chosen, onChoose }: MappingChoiceProps) {
  const { t } = useTranslation()
  const id = useId()
  const [isNew, setNew] = useState(false)
  const { data, loading } = useQuery(CsvMappingsDocument)
  const mappings = data?.csvMappings ?? []
  return (
    <div className="stack">
      <div className="line">
        <label htmlFor={id}>{t('mapping.one')}</label>
        <Select
          id={id}
          className="money-search"
          loading={loading}
          placeholder={t('mapping.choose')}
          value={chosen ?? undefined}
          options={mappings.map(({ id: value, name }) => ({ value, label: name }))}
          onChange={(value: string) => onChoose(value)}
        />
        <Button onClick={() => setNew(!isNew)} aria-expanded={isNew}>
          {t('mapping.new')}
        </Button>
      </div>
      {isNew && (
        <MappingEditor
          file={file}
          day={day}
          onSaved={(saved) => {
            onChoose(saved)
            setNew(false)
          }}
        />
      )}
    </div>
  )
}
