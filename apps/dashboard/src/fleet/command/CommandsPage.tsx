import { COMMAND_STATES, COMMAND_TYPES } from '@budeng/fleet/public'
import { useQuery } from '@apollo/client/react'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { CommandsDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { Blank } from '../../ui/Blank.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { FilterChip } from '../list/FilterChip.tsx'
import { CommandTable } from './CommandTable.tsx'
import { flagOf, listed, wordsOf } from '../../ui/url-words.ts'

/** Every command of the viewer's part of the fleet: what runs, what is stuck and why, what came of it. */
export function CommandsPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const filter = {
    open: flagOf(search['open']),
    types: wordsOf(search['type'], COMMAND_TYPES),
    states: wordsOf(search['state'], COMMAND_STATES),
  }
  const polling = useListPolling()
  const asked = useQuery(CommandsDocument, {
    variables: { first: PAGE_SIZE, filter },
    ...polling.options,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.commands)
  polling.tell(list.rows.length)
  return (
    <div className="page">
      <PageHead tab={t('rail.commands')} title={t('rail.commands')} />
      <div className="filter-bar" role="search" aria-label={t('filter.label')}>
        <Segmented
          aria-label={t('commands.which')}
          value={search['open'] ?? 'all'}
          options={[
            { value: '1', label: t('commands.open') },
            { value: '0', label: t('commands.ended') },
            { value: 'all', label: t('commands.all') },
          ]}
          onChange={(value) => change({ open: value === 'all' ? undefined : value })}
        />
        <FilterChip
          name={t('column.type')}
          options={COMMAND_TYPES.map((value) => ({ value, label: t(`commandType.${value}`) }))}
          chosen={filter.types ?? []}
          onChange={(values) => change({ type: listed(values) })}
        />
        <FilterChip
          name={t('column.state')}
          options={COMMAND_STATES.map((value) => ({ value, label: t(`commandState.${value}`) }))}
          chosen={filter.states ?? []}
          onChange={(values) => change({ state: listed(values) })}
        />
      </div>
      <ListFrame
        list={list}
        what={t('rail.commands')}
        counted
        blank={<Blank title={t('commands.none')}>{t('commands.noneHow')}</Blank>}
      >
        {(rows) => <CommandTable label={t('rail.commands')} rows={rows} />}
      </ListFrame>
    </div>
  )
}
