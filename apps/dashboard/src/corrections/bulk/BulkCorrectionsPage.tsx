import { useQuery } from '@apollo/client/react'
import { Alert, Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type BulkRowShownFragment,
  CorrectionBulkPreviewDocument,
  CorrectionBulkStartDocument,
} from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { Amounts } from '../Amounts.tsx'
import { CorrectionsNav } from '../CorrectionsNav.tsx'
import { BulkRows } from './BulkRows.tsx'

/** Titles of the columns and one row, as a file may have them. */
const TEMPLATE =
  '终端号,参考号,批次号,流水号,类型,字段,值,理由\n10016919,,000727,000012,WRONG_AMOUNT,amount,18.00,小票金额 18.00\n'

/** Corrections from a file: every row looked at before anything is done; each becomes one with a checker of its own. */
export function BulkCorrectionsPage() {
  const { t } = useTranslation()
  const id = useId()
  const [csv, setCsv] = useState<string | null>(null)
  const [done, setDone] = useState<readonly BulkRowShownFragment[] | null>(null)
  const title = t('bulkCorrection.title')
  return (
    <div className="page">
      <PageHead tab={title} title={title} below={<span className="quiet">{t('bulkCorrection.what')}</span>} />
      <CorrectionsNav />
      <Panel title={t('file.choose')}>
        <div className="stack">
          <div className="line">
            <label htmlFor={id}>{t('bulkCorrection.file')}</label>
            <input
              id={id}
              type="file"
              accept=".csv,text/csv"
              onChange={(event) => {
                const file = event.target.files?.[0]
                setDone(null)
                if (file === undefined) setCsv(null)
                else void textOf(file).then(setCsv)
              }}
            />
            <a
              className="link"
              download="corrections.csv"
              href={`data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${TEMPLATE}`)}`}
            >
              {t('bulkCorrection.template')}
            </a>
          </div>
          <p className="quiet hint">{t('bulkCorrection.how')}</p>
        </div>
      </Panel>
      {done !== null && (
        <Panel title={t('bulkCorrection.handedIn')} flush>
          <BulkRows rows={done} />
        </Panel>
      )}
      {csv !== null && done === null && <Previewed key={csv} csv={csv} onDone={setDone} />}
    </div>
  )
}

/** Spreadsheets of Chinese offices write GB18030 unless they are told otherwise. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function Previewed({ csv, onDone }: { csv: string; onDone: (rows: readonly BulkRowShownFragment[]) => void }) {
  const { t } = useTranslation()
  const { data, error, loading, refetch } = useQuery(CorrectionBulkPreviewDocument, {
    variables: { csv },
    fetchPolicy: 'no-cache',
  })
  const start = useWish(CorrectionBulkStartDocument, (answer) => answer.correctionBulkStart, [
    'CorrectionsToCheck',
    'Corrections',
  ])
  const preview = data?.correctionBulkPreview ?? null
  if (error !== undefined)
    return <FaultPanel error={error} what={t('bulkCorrection.title')} retry={() => void refetch()} />
  if (preview === null) return loading ? <WaitingRows rows={6} /> : null
  const { rows, accepted, stake, userErrors } = preview
  const refused = rows.length - accepted
  const send = async () => {
    const answer = await start.send({ csv, expectedCount: accepted })
    if (answer !== null) onDone(answer.rows)
  }
  return (
    <>
      <Refusals refusals={userErrors} />
      {rows.length > 0 && (
        <Panel title={t('correction.preview')} flush>
          <div className="panel-body stack">
            <div className="line">
              <strong>{t('bulkCorrection.goOn', { accepted: String(accepted), all: String(rows.length) })}</strong>
              {stake.length > 0 && <Amounts of={stake} strong />}
            </div>
            {refused > 0 && (
              <Alert type="warning" showIcon title={t('bulkCorrection.refused', { refused: String(refused) })} />
            )}
            <Unfulfilled wish={start} what={t('bulkCorrection.title')} />
            <div className="line">
              <Button type="primary" disabled={accepted === 0} loading={start.busy} onClick={() => void send()}>
                {t('bulkCorrection.start', { accepted: String(accepted) })}
              </Button>
              <span className="quiet">{t('bulkCorrection.each')}</span>
            </div>
          </div>
          <BulkRows rows={rows} />
        </Panel>
      )}
    </>
  )
}
