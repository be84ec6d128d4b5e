import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { RolloutsDocument, type RolloutState } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { FilterChip } from '../list/FilterChip.tsx'
import { ROLLOUT_LOOKS } from './looks.ts'
import { RolloutsNav } from './RolloutsNav.tsx'
import { RolloutTable } from './RolloutTable.tsx'
import { listed, wordsOf } from '../../ui/url-words.ts'

const STATES = Object.keys(ROLLOUT_LOOKS) as readonly RolloutState[]

/** Rollouts, newest first. */
export function RolloutListPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const states = wordsOf(search['state'], STATES)
  const polling = useListPolling()
  const asked = useQuery(RolloutsDocument, {
    variables: { first: PAGE_SIZE, states },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.rollouts)
  polling.tell(list.rows.length)
  return (
    <div className="page">
      <PageHead
        tab={t('rail.rollouts')}
        title={t('rail.rollouts')}
        actions={
          <FilterChip
            name={t('column.state')}
            options={STATES.map((value) => ({ value, label: t(`rolloutState.${value}`) }))}
            chosen={states ?? []}
            onChange={(values) => change({ state: listed(values) })}
          />
        }
      />
      <RolloutsNav />
      <ListFrame
        list={list}
        what={t('rail.rollouts')}
        counted
        blank={
          <Blank title={t('rollout.none')}>
            <p>{t('rollout.noneHow')}</p>
            <GoTo place={paths.terminals()}>{t('rail.terminals')}</GoTo>
          </Blank>
        }
      >
        {(rows) => <RolloutTable rows={rows} />}
      </ListFrame>
    </div>
  )
}
