import { FIGURES_POLLING } from '../../api/polling.ts'
import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BatchPageDocument, type BatchPageQuery, type BatchState } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { BatchMark } from '../marks.tsx'
import { ProofFacts } from '../ProofFacts.tsx'
import { Hash, Roots } from '../Roots.tsx'
import { BatchLife } from './BatchLife.tsx'
import { BatchTotals } from './BatchTotals.tsx'
import { CompareNow } from './CompareNow.tsx'
import { Flaws } from './BatchTable.tsx'
import { ForceClose } from './ForceClose.tsx'
import { TransactionsOfBatch } from './TransactionsOfBatch.tsx'
import { hasTwin, TwinTotals } from './TwinTotals.tsx'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'

export type BatchOnPage = NonNullable<BatchPageQuery['batch']>

/** One batch: its life, its totals on both sides, its root, and what is in it. */
export function BatchPage() {
  const { t } = useTranslation()
  const { batchId } = useParams({ strict: false }) as { batchId: string }
  const { data, error, loading, refetch } = useQuery(BatchPageDocument, {
    variables: { id: batchId },
    ...FIGURES_POLLING,
  })
  const { search, change } = useUrl()
  const fault = { error, what: t('money.batch'), retry: () => void refetch() }
  const batch = data?.batch ?? null
  if (batch === null) return <InsteadOfPage {...fault} loading={loading} />
  return (
    <div className="page">
      <Head batch={batch} />
      <FaultPanel {...fault} />
      {search['act'] === 'close' && <ForceClose batch={batch} onClose={() => change({ act: undefined }, 'push')} />}
      <Panel title={t('batch.life')}>
        <BatchLife batch={batch} />
      </Panel>
      <Panel title={t('batch.totals')} flush>
        <BatchTotals totals={batch.totals} />
      </Panel>
      {batch.twinTotals !== null && hasTwin(batch.twinTotals) && (
        <Panel title={t('batch.twin')} flush>
          <TwinTotals twin={batch.twinTotals} isOpen={batch.comparedAt === null} />
        </Panel>
      )}
      <div className="columns columns-even">
        <Panel title={t('batch.facts')}>
          <BatchFacts batch={batch} />
        </Panel>
        <Panel title={t('money.proof')}>
          <div className="stack">
            <ProofFacts proof={batch.proof} none={t('batch.noProof')} />
            <CompareNow batch={batch} />
          </div>
        </Panel>
      </div>
      <TransactionsOfBatch id={batch.id} />
    </div>
  )
}

/** Batches on which both sides may still come to agree. */
const IN_DOUBT: readonly BatchState[] = ['CLOSING', 'COMPARING', 'UNBALANCED', 'UPLOADING']

function Head({ batch }: { batch: BatchOnPage }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const mayClose = useViewer()?.permissions.includes('batch:close') === true && IN_DOUBT.includes(batch.state)
  const { terminal } = batch
  return (
    <PageHead
      tab={`${t('money.batch')} ${batch.batchNo}`}
      title={
        <>
          {t('money.batch')} <span className="number">{batch.batchNo}</span> <BatchMark state={batch.state} strong />
        </>
      }
      below={
        <div className="line">
          <GoTo place={paths.batches()}>{t('moneyTab.batches')}</GoTo>
          {terminal !== null && <TerminalLink terminal={terminal} />}
          <CopyText text={batch.id} />
        </div>
      }
      actions={
        mayClose && (
          <Button danger disabled={search['act'] === 'close'} onClick={() => change({ act: 'close' }, 'push')}>
            {t('batch.forceCloseDo')}
          </Button>
        )
      }
    />
  )
}

function BatchFacts({ batch }: { batch: BatchOnPage }) {
  const { t, i18n } = useTranslation()
  const number = (value: number | null) => (value === null ? '–' : formatNumber(value, i18n.language))
  const { rootHost, rootTerminal } = batch
  const facts: (readonly [string, ReactNode])[] = [
    [t('batch.ourRecords'), number(batch.recordCount)],
    [t('batch.theirRecords'), number(batch.countTerminal)],
    [t('batch.flaws'), <Flaws key="flaws" batch={batch} />],
    [t('batch.through'), batch.throughSeq ?? '–'],
    [
      t('money.comparedAt'),
      batch.comparedAt === null ? '–' : <Time key="compared" at={batch.comparedAt} show="moment" />,
    ],
    [t('money.epoch'), batch.epoch],
    [
      t('batch.roots'),
      rootHost !== null && rootTerminal !== null ? (
        <Roots key="roots" ours={rootHost} theirs={rootTerminal} equal={rootHost === rootTerminal} />
      ) : (
        <Hash key="root" of={rootHost ?? rootTerminal} />
      ),
    ],
    [t('batch.slip'), batch.slip === null ? '–' : <CopyText key="slip" text={batch.slip} />],
  ]
  if (batch.reason !== null) facts.push([t('batch.reason'), batch.reason])
  if (batch.closedBy !== null) facts.push([t('batch.closedBy'), batch.closedBy.name])
  return <FactList facts={facts} />
}
