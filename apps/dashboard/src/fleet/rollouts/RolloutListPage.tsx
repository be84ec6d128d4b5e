import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { RolloutsDocument, type RolloutState } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { FilterChip } from '../list/FilterChip.tsx'
import { ROLLOUT_LOOKS } from './looks.ts'
import { RolloutTable } from './RolloutTable.tsx'

const STATES = Object.keys(ROLLOUT_LOOKS) as readonly RolloutState[]

/** Rollouts, newest first. */
export function RolloutListPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const states = STATES.filter((state) => search['state']?.split(',').includes(state))
  const polling = useListPolling()
  const { data, error, loading, refetch, fetchMore } = useQuery(RolloutsDocument, {
    variables: { first: PAGE_SIZE, states: states.length === 0 ? undefined : states },
    ...polling.options,
  })
  const page = data?.rollouts
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const rows = page?.nodes ?? []
  polling.tell(rows.length)
  const fault = error ?? next.error
  return (
    <div className="page">
      <PageHead
        tab={t('rail.rollouts')}
        title={t('rail.rollouts')}
        actions={
          <FilterChip
            name={t('column.state')}
            options={STATES.map((value) => ({ value, label: t(`rolloutState.${value}`) }))}
            chosen={states}
            onChange={(values) => change({ state: values.length === 0 ? undefined : values.join(',') })}
          />
        }
      />
      {fault !== undefined && <FaultPanel error={fault} what={t('rail.rollouts')} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows />}
      {rows.length === 0 && !loading && fault === undefined && (
        <Blank title={t('rollout.none')}>
          <p>{t('rollout.noneHow')}</p>
          <GoTo place={paths.terminals()}>{t('rail.terminals')}</GoTo>
        </Blank>
      )}
      {rows.length > 0 && <RolloutTable rows={rows} />}
      {rows.length > 0 && (
        <LoadMore
          shown={rows.length}
          more={page?.pageInfo.hasNextPage ?? false}
          loading={next.loading}
          onMore={next.load}
        />
      )}
    </div>
  )
}
