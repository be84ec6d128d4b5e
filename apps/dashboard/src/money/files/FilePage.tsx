import { useQuery } from '@apollo/client/react'
import { Progress } from 'antd'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FileImportPageDocument, type FileImportPageQuery } from '../../api/generated/graphql.ts'
import { useMovingPolling } from '../../api/polling.ts'
import { paths } from '../../paths.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { FILE_IMPORT_LOOKS } from '../looks.ts'
import { Hash } from '../Roots.tsx'
import { CancelImport } from './CancelImport.tsx'
import { COUNTS } from './counts.ts'
import { FileLines } from './FileLines.tsx'
import { RestartImport } from './RestartImport.tsx'
import { shareOf } from './FileTable.tsx'

type FileImport = NonNullable<FileImportPageQuery['fileImport']>

/** One file: how far it was read, what its lines came to, and the lines themselves. */
export function FilePage() {
  const { t } = useTranslation()
  const { fileId } = useParams({ strict: false }) as { fileId: string }
  const polling = useMovingPolling()
  const { data, error, loading, refetch } = useQuery(FileImportPageDocument, {
    variables: { id: fileId },
    ...polling.options,
  })
  const fault = { error, what: t('file.one'), retry: () => void refetch() }
  const file = data?.fileImport ?? null
  polling.tell(isOver(file))
  if (file === null) return <InsteadOfPage {...fault} loading={loading} />
  return (
    <div className="page">
      <PageHead
        tab={file.name}
        title={
          <>
            {file.name}{' '}
            <Mark look={FILE_IMPORT_LOOKS[file.state]} strong>
              {t(`fileImportState.${file.state}`)}
            </Mark>
          </>
        }
        below={
          <div className="line">
            <GoTo place={paths.files()}>{t('moneyTab.files')}</GoTo>
            <CopyText text={file.id} />
          </div>
        }
        actions={<FileActs file={file} />}
      />
      <FaultPanel {...fault} />
      {!isOver(file) && <Progress percent={shareOf(file)} aria-label={t('file.readSoFar')} />}
      <Counts file={file} />
      <Panel title={t('transaction.facts')}>
        <FileFacts file={file} />
      </Panel>
      {/* lines come while it is read: at its end they are asked for anew */}
      <FileLines key={file.state} id={file.id} />
    </div>
  )
}

function FileActs({ file }: { file: FileImport }) {
  const restart = file.actions.find(({ name }) => name === 'RESTART')
  if (!isOver(file)) return <CancelImport id={file.id} />
  return file.state === 'FAILED' && restart !== undefined ? <RestartImport id={file.id} action={restart} /> : null
}

function isOver(file: { readonly state: FileImport['state'] } | null): boolean {
  return file !== null && ['DONE', 'FAILED', 'CANCELLED'].includes(file.state)
}

function Counts({ file }: { file: FileImport }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <Panel title={t('file.counts', { number: number(file.counts.rows) })}>
      <dl className="axes">
        {COUNTS.map(({ key, lines }) => (
          <div key={key}>
            <dt>{t(`fileCount.${key}`)}</dt>
            <dd className="number board-number">
              {lines === null || file.counts[key] === 0 ? (
                number(file.counts[key])
              ) : (
                <GoTo place={paths.file(file.id, { state: lines })}>{number(file.counts[key])}</GoTo>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function FileFacts({ file }: { file: FileImport }) {
  const { t } = useTranslation()
  const facts: (readonly [string, ReactNode])[] = [
    [
      t('money.businessDay'),
      <span key="day" className="number">
        {file.businessDate}
      </span>,
    ],
    [t('file.format'), t(`fileFormat.${file.format}`)],
    [t('file.sha256'), <Hash key="hash" of={file.sha256} />],
    [t('file.received'), <Time key="created" at={file.createdAt} show="moment" />],
  ]
  if (file.mapping !== null) facts.push([t('mapping.one'), file.mapping.name])
  if (file.acquirer !== null) facts.push([t('nodeKind.ACQUIRER'), file.acquirer.name])
  if (file.createdBy !== null) facts.push([t('column.by'), file.createdBy.name])
  if (file.finishedAt !== null)
    facts.push([t('file.finished'), <Time key="finished" at={file.finishedAt} show="moment" />])
  if (file.problem != null) facts.push([t('file.problem'), <code key="problem">{JSON.stringify(file.problem)}</code>])
  return <FactList facts={facts} />
}
