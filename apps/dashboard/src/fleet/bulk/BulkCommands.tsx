import { COMMAND_STATES } from '@budeng/fleet/public'
import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BulkCommandsDocument, type BulkFullFragment } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { MOVING_EVERY_MS } from '../../limits.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { CommandTable } from '../command/CommandTable.tsx'
import { FilterChip } from '../list/FilterChip.tsx'
import { CancelQueued } from './CancelQueued.tsx'

/** Nested lists give at most this many rows at a time. */
const NESTED_PAGE_SIZE = 50

/** What became of each terminal of an action. */
export function BulkCommands({ bulk }: { bulk: BulkFullFragment }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const states = COMMAND_STATES.filter((state) => search['state']?.split(',').includes(state))
  const filter = states.length === 0 ? undefined : { states }
  const isUnderWay = bulk.finishedCount < bulk.commandCount
  const polling = useListPolling(NESTED_PAGE_SIZE)
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(BulkCommandsDocument, {
    variables: { id: bulk.id, first: NESTED_PAGE_SIZE, filter },
    ...polling.options,
    // the subscription tells how many stand where; which ones is asked here, more often while they move
    ...(isUnderWay ? { pollInterval: MOVING_EVERY_MS } : {}),
  })
  const page = (data ?? previousData)?.bulkAction?.commands
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const rows = page?.nodes ?? []
  polling.tell(rows.length)
  const fault = error ?? next.error
  return (
    <Panel
      flush
      title={t('bulk.perTerminal')}
      extra={
        <span className="line">
          <FilterChip
            name={t('column.state')}
            options={COMMAND_STATES.map((value) => ({ value, label: t(`commandState.${value}`) }))}
            chosen={states}
            onChange={(values) => change({ state: values.length === 0 ? undefined : values.join(',') })}
          />
          <CancelQueued bulk={bulk} onDone={() => void refetch()} />
        </span>
      }
    >
      {fault !== undefined && <FaultPanel error={fault} what={t('bulk.perTerminal')} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows rows={5} />}
      {rows.length === 0 && !loading && fault === undefined && (
        <Blank title={t('bulk.noCommands')}>{t('bulk.noCommandsHow')}</Blank>
      )}
      {rows.length > 0 && <CommandTable label={t('bulk.perTerminal')} rows={rows} />}
      {rows.length > 0 && (
        <LoadMore
          shown={rows.length}
          more={page?.pageInfo.hasNextPage ?? false}
          loading={next.loading}
          onMore={next.load}
        />
      )}
    </Panel>
  )
}
