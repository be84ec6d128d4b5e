import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { OpenDifferencesDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Since } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Amounts } from '../Amounts.tsx'
import { UnprovenLines } from './UnprovenLines.tsx'

/** Posted with us and not proven at the terminal, the oldest first: every cent has its line. */
export function OpenReport({ organisationId }: { organisationId: string | null }) {
  const { t, i18n } = useTranslation()
  const { data, error, loading, refetch, fetchMore } = useQuery(OpenDifferencesDocument, {
    variables: { organisationId, first: PAGE_SIZE },
  })
  const report = data?.correctionDesk?.unproven ?? null
  const page = data?.openDifferences
  const lines = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const fault = error ?? next.error
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <>
      <FaultPanel error={fault} what={t('report.open')} retry={() => void refetch()} />
      {report === null && loading && <WaitingRows rows={6} />}
      {report !== null && (
        <section className="panel panel-body" aria-label={t('report.sum')}>
          <FactList
            facts={[
              [t('report.count'), number(report.count)],
              [t('correction.atStake'), <Amounts key="amounts" of={report.amounts} strong />],
              [t('agreement.oldestOne'), report.oldestAt === null ? '–' : <Since key="oldest" at={report.oldestAt} />],
              [t('report.waived'), number(report.waived)],
            ]}
          />
        </section>
      )}
      {report !== null && lines.length === 0 && (
        <Blank title={t('report.nothingOpen')}>{t('report.nothingOpenHow')}</Blank>
      )}
      {lines.length > 0 && <UnprovenLines lines={lines} label={t('report.open')} />}
      {lines.length > 0 && (
        <LoadMore
          shown={lines.length}
          total={report?.count}
          more={page?.pageInfo.hasNextPage === true}
          loading={next.loading}
          onMore={next.load}
        />
      )}
    </>
  )
}
