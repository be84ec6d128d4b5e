import { useQuery } from '@apollo/client/react'
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
import { PeriodPicker } from '../PeriodPicker.tsx'

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
  const short = list.rows.find(
    ({ number, short: left, isWrittenOff }) => number === search['writeoff'] && left !== null && !isWrittenOff,
  )
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
      <PeriodPicker from={from} to={to} open={[t('match.from'), t('match.to')]} />
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
