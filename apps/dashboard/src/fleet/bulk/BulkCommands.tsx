import { COMMAND_STATES } from '@budeng/fleet/public'
import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BulkCommandsDocument, type BulkFullFragment } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { FIGURES_EVERY_MS, MOVING_EVERY_MS, NESTED_PAGE_SIZE } from '../../limits.ts'
import { Blank } from '../../ui/Blank.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { CommandTable } from '../command/CommandTable.tsx'
import { FilterChip } from '../list/FilterChip.tsx'
import { CancelQueued } from './CancelQueued.tsx'
import { listed, wordsOf } from '../../ui/url-words.ts'

/** What became of each terminal of an action. */
export function BulkCommands({ bulk }: { bulk: BulkFullFragment }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const states = wordsOf(search['state'], COMMAND_STATES)
  const filter = states && { states }
  const isUnderWay = bulk.finishedCount < bulk.commandCount
  // the subscription tells how many stand where; which ones is asked here, more often while they move
  const polling = useListPolling(NESTED_PAGE_SIZE, isUnderWay ? MOVING_EVERY_MS : FIGURES_EVERY_MS)
  const asked = useQuery(BulkCommandsDocument, {
    variables: { id: bulk.id, first: NESTED_PAGE_SIZE, filter },
    ...polling.options,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.bulkAction?.commands)
  polling.tell(list.rows.length)
  return (
    <Panel
      flush
      title={t('bulk.perTerminal')}
      extra={
        <span className="line">
          <FilterChip
            name={t('column.state')}
            options={COMMAND_STATES.map((value) => ({ value, label: t(`commandState.${value}`) }))}
            chosen={states ?? []}
            onChange={(values) => change({ state: listed(values) })}
          />
          <CancelQueued bulk={bulk} onDone={list.retry} />
        </span>
      }
    >
      <ListFrame
        list={list}
        what={t('bulk.perTerminal')}
        waiting={5}
        counted
        blank={<Blank title={t('bulk.noCommands')}>{t('bulk.noCommandsHow')}</Blank>}
      >
        {(rows) => <CommandTable label={t('bulk.perTerminal')} rows={rows} />}
      </ListFrame>
    </Panel>
  )
}
