import { useQuery } from '@apollo/client/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CsvMappingInput, FilePreviewDocument } from '../../api/generated/graphql.ts'
import { PREVIEW_BYTES } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { useLabel } from '../../ui/label.ts'
import { Mark } from '../../ui/Mark.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { LineTable } from './LineTable.tsx'

interface FilePreviewProps {
  readonly file: File
  readonly day: string
  readonly mapping: CsvMappingInput | null
  readonly encoding: 'utf-8' | 'gb18030'
}

/** The first lines as the platform will read them, with everything that is wrong with each. */
export function FilePreview({ file, day, mapping, encoding }: FilePreviewProps) {
  const { t } = useTranslation()
  const label = useLabel()
  const text = useFirstLines(file, encoding)
  const { data, previousData, error, refetch } = useQuery(FilePreviewDocument, {
    variables: { text: text ?? '', day, mapping },
    skip: text === null || text === '' || day === '',
    fetchPolicy: 'no-cache',
  })
  if (error !== undefined) return <FaultPanel error={error} what={t('file.preview')} retry={() => void refetch()} />
  const preview = (data ?? previousData)?.fileImportPreview
  if (preview === undefined) return text === '' ? null : <WaitingRows rows={3} />
  if (preview === null) return null
  return (
    <section className="stack" aria-label={t('file.preview')}>
      {preview.problems.length > 0 && (
        <ul role="alert" className="tone-bad">
          {preview.problems.map(({ code, field }) => (
            <li key={`${code} ${field}`}>
              {label('mappingProblem', code)} {field !== null && <code>{field}</code>}
            </li>
          ))}
        </ul>
      )}
      {preview.problems.length === 0 && (
        <Mark look={preview.bad === 0 ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }} strong>
          {t('file.previewSays', { count: preview.lines.length, bad: preview.bad })}
        </Mark>
      )}
      {preview.lines.length > 0 && <LineTable label={t('file.preview')} rows={preview.lines} isPreview />}
    </section>
  )
}

/** The first whole lines of a file, read in the browser; null as long as they are not there. */
export function useFirstLines(file: File | null, encoding: 'utf-8' | 'gb18030'): string | null {
  const [lines, setLines] = useState<string | null>(null)
  useEffect(() => {
    let current = true
    setLines(null)
    void file
      ?.slice(0, PREVIEW_BYTES)
      .arrayBuffer()
      .then((bytes) => {
        const text = new TextDecoder(encoding).decode(bytes)
        const isWhole = file.size <= PREVIEW_BYTES
        if (current) setLines(isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1))
      })
    return () => {
      current = false
    }
  }, [file, encoding])
  return lines
}
