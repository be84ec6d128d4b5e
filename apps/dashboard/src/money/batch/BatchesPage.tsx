import { BATCH_STATES } from '@budeng/transactions/public'
import { useQuery } from '@apollo/client/react'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { type BatchFilter, BatchesDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { OrganisationChip } from '../../fleet/list/OrganisationChip.tsx'
import { PAGE_SIZE } from '../../limits.ts'
import type { SearchText } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { UNSETTLED_FOR } from '../looks.ts'
import { useFurther } from '../../api/look-further.ts'
import { MoneyNav } from '../MoneyNav.tsx'
import { BatchTable } from './BatchTable.tsx'
import { readBatchFilter } from './batch-filter.ts'
import { listed } from '../../ui/url-words.ts'

/** Batches, the newest opened first. */
export function BatchesPage() {
  const { t } = useTranslation()
  const { search } = useUrl()
  const filter = readBatchFilter(search)
  const polling = useListPolling()
  const asked = useQuery(BatchesDocument, {
    variables: { first: PAGE_SIZE, filter },
    notifyOnNetworkStatusChange: true,
    ...polling.options,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.batches)
  const further = useFurther(asked.data?.batches.searchedThrough ?? null, list.next, JSON.stringify(filter))
  // a first page fetched anew would take away what was looked for over several rounds
  polling.tell(further.searchedThrough === null ? list.rows.length : Number.POSITIVE_INFINITY)
  return (
    <div className="page">
      <PageHead tab={t('moneyTab.batches')} title={t('moneyTab.batches')} />
      <MoneyNav />
      <Filters filter={filter} search={search} />
      <ListFrame
        list={list}
        what={t('moneyTab.batches')}
        counted
        further={further}
        blank={<Blank title={t('batch.none')}>{t('batch.noneHow')}</Blank>}
      >
        {(rows) => <BatchTable rows={rows} />}
      </ListFrame>
    </div>
  )
}

function Filters({ filter, search }: { filter: BatchFilter; search: SearchText }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  return (
    <div className="filter-bar" role="search" aria-label={t('filter.label')}>
      <Input.Search
        key={search['q']}
        className="money-search"
        placeholder={t('batch.search')}
        aria-label={t('batch.search')}
        defaultValue={search['q']}
        onSearch={(q) => change({ q: q.trim() === '' ? undefined : q.trim() })}
      />
      <FilterChip
        name={t('column.state')}
        options={BATCH_STATES.map((value) => ({ value, label: t(`batchState.${value}`) }))}
        chosen={filter.states ?? []}
        onChange={(values) => change({ state: listed(values) })}
      />
      <FilterChip
        single
        name={t('batch.flaws')}
        options={[
          { value: '1', label: t('batch.flawed') },
          { value: '0', label: t('batch.flawless') },
        ]}
        chosen={filter.flawed == null ? [] : [filter.flawed ? '1' : '0']}
        onChange={([value]) => change({ flawed: value })}
      />
      <FilterChip
        single
        name={t('batch.age')}
        options={[{ value: UNSETTLED_FOR, label: t('batch.unsettled') }]}
        chosen={filter.unsettledFor == null ? [] : [UNSETTLED_FOR]}
        onChange={([value]) => change({ unsettled: value })}
      />
      {filter.organisationId != null && (
        <OrganisationChip id={filter.organisationId} onRemove={() => change({ org: undefined })} />
      )}
    </div>
  )
}
