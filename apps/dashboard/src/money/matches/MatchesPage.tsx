import { useQuery } from '@apollo/client/react'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { MatchesDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { OrganisationChip } from '../../fleet/list/OrganisationChip.tsx'
import { PAGE_SIZE } from '../../limits.ts'
import { useViewer } from '../../session/viewer.ts'
import { NothingHere } from '../../shell/NothingHere.tsx'
import { Blank } from '../../ui/Blank.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { MoneyNav } from '../MoneyNav.tsx'
import { type MatchFilter, readMatchFilter } from './match-filter.ts'
import { MATCH_STATES, WITNESS_SOURCES } from './match-words.ts'
import { MatchTable } from './MatchTable.tsx'
import { WriteOff } from './WriteOff.tsx'
import { listed } from '../../ui/url-words.ts'

/** Where hosts and files say otherwise than our records, or only one side has something: the newest business day first. */
export function MatchesPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const filter = readMatchFilter(search)
  const { states, ...rest } = filter
  const asked = useQuery(MatchesDocument, {
    variables: { first: PAGE_SIZE, ...rest, states: states === undefined ? undefined : [...states] },
    notifyOnNetworkStatusChange: true,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.matches)
  const short = list.rows.find(({ number }) => number === search['writeoff'])
  if (useViewer()?.permissions.includes('transaction:read') !== true) return <NothingHere />
  return (
    <div className="page">
      <PageHead
        tab={t('moneyTab.matches')}
        title={t('moneyTab.matches')}
        below={<span className="quiet">{t('match.what')}</span>}
      />
      <MoneyNav />
      <Filters filter={filter} />
      <ListFrame
        list={list}
        what={t('moneyTab.matches')}
        blank={<Blank title={t('match.none')}>{t('match.noneHow')}</Blank>}
      >
        {(rows) => (
          <>
            {short !== undefined && (
              <WriteOff key={short.number} row={short} onClose={() => change({ writeoff: undefined })} />
            )}
            <MatchTable rows={rows} />
          </>
        )}
      </ListFrame>
    </div>
  )
}

function Filters({ filter }: { filter: MatchFilter }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const { states, source, importId, organisationId, from, to } = filter
  return (
    <div className="filter-bar" role="search" aria-label={t('filter.label')}>
      <FilterChip
        name={t('column.state')}
        options={MATCH_STATES.map((value) => ({ value, label: t(`matchState.${value}`) }))}
        chosen={states ?? []}
        onChange={(values) => change({ state: listed(values) })}
      />
      <FilterChip
        single
        name={t('witness_of.title')}
        options={WITNESS_SOURCES.map((value) => ({ value, label: t(`witness_of.${value}`) }))}
        chosen={source === undefined ? [] : [source]}
        onChange={([value]) => change({ by: value })}
      />
      <DatePicker.RangePicker
        size="small"
        aria-label={t('money.businessDay')}
        placeholder={[t('match.from'), t('match.to')]}
        value={[from === undefined ? null : dayjs(from), to === undefined ? null : dayjs(to)]}
        onChange={(days) => change({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      />
      {importId !== undefined && (
        <FilterChip
          single
          name={t('file.one')}
          options={[{ value: importId, label: t('match.thisFile') }]}
          chosen={[importId]}
          onChange={() => change({ file: undefined })}
        />
      )}
      {organisationId !== undefined && (
        <OrganisationChip id={organisationId} onRemove={() => change({ org: undefined })} />
      )}
    </div>
  )
}
