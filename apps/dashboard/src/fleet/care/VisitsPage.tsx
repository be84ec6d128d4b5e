import { useQuery } from '@apollo/client/react'
import { CARE_KINDS } from '@budeng/fleet/public'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CareKind, DueVisitsDocument, type DueVisitsQuery } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { TabRow } from '../../ui/TabRow.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { FilterChip } from '../list/FilterChip.tsx'
import { OrganisationChip } from '../list/OrganisationChip.tsx'
import { placeName } from '../place-name.ts'
import { Intervals } from './Intervals.tsx'
import { dueLook } from './looks.ts'

type Due = DueVisitsQuery['dueVisits']['nodes'][number]
const TABS = [...CARE_KINDS, 'INTERVALS'] as const

/** Which terminals somebody has to go to, the longest overdue first; and how often that is. */
export function VisitsPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const tab = TABS.find((one) => one === search['kind']) ?? 'INSPECTION'
  const isOverdue = search['due'] === 'overdue'
  return (
    <div className="page">
      <PageHead
        tab={t('rail.visits')}
        title={t('rail.visits')}
        below={
          <span className="quiet">
            {t('visits.what')} <GoTo place={paths.terminals()}>{t('visits.export')}</GoTo>
          </span>
        }
      />
      <TabRow
        label={t('rail.visits')}
        tabs={TABS.map((key) => ({ key, word: key === 'INTERVALS' ? t('visits.intervals') : t(`careKind.${key}`) }))}
        tab={tab}
        onChange={(key) => change({ kind: key === 'INSPECTION' ? undefined : key })}
      >
        {tab === 'INTERVALS' ? (
          <Intervals />
        ) : (
          <div className="stack">
            <div className="filter-bar" role="search" aria-label={t('filter.label')}>
              <FilterChip
                single
                name={t('visits.due')}
                options={[{ value: 'overdue', label: t('visits.overdue') }]}
                chosen={isOverdue ? ['overdue'] : []}
                onChange={([due]) => change({ due })}
              />
              {search['org'] !== undefined && (
                <OrganisationChip id={search['org']} onRemove={() => change({ org: undefined })} />
              )}
            </div>
            <DueList kind={tab} isOverdue={isOverdue} organisationId={search['org']} />
          </div>
        )}
      </TabRow>
    </div>
  )
}

interface ListProps {
  readonly kind: CareKind
  readonly isOverdue: boolean
  readonly organisationId: string | undefined
}

function DueList({ kind, isOverdue, organisationId }: ListProps) {
  const { t } = useTranslation()
  // the moment is set once for a list: its pages belong together
  const [opened] = useState(() => new Date().toISOString())
  const before = isOverdue ? opened : undefined
  const asked = useQuery(DueVisitsDocument, {
    variables: { kind, before, organisationId, first: PAGE_SIZE },
    fetchPolicy: 'cache-and-network',
    notifyOnNetworkStatusChange: true,
  })
  const columns = useColumns()
  const list = useList(asked, asked.data?.dueVisits)
  return (
    <ListFrame
      list={list}
      what={t('rail.visits')}
      waiting={5}
      counted
      blank={<Blank title={t(isOverdue ? 'visits.noOverdue' : 'visits.noDue')}>{t('visits.noDueHow')}</Blank>}
    >
      {(rows) => <RowTable label={t('rail.visits')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
    </ListFrame>
  )
}

function useColumns(): RowColumn<Due>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'due',
      title: t('visits.dueAt'),
      width: '260px',
      render: ({ dueAt, overdue }) => (
        <Mark look={dueLook(overdue)}>
          {overdue ? `${t('visits.overdue')} ` : ''}
          <Time at={dueAt} show="moment" />
        </Mark>
      ),
    },
    {
      key: 'terminal',
      title: t('visits.terminal'),
      width: '120px',
      render: ({ terminal }) =>
        terminal !== null && (
          <GoTo place={paths.terminal(terminal.id, { tab: 'visits' })} className="link mono">
            {terminal.tid}
          </GoTo>
        ),
    },
    { key: 'place', title: t('column.place'), render: ({ terminal }) => terminal !== null && placeName(terminal) },
    { key: 'model', title: t('column.model'), render: ({ terminal }) => terminal?.model },
    {
      key: 'last',
      title: t('visits.last'),
      render: ({ terminal, kind }) => {
        const last = terminal?.care.find((one) => one.kind === kind)?.lastAt ?? null
        return last === null ? t('visits.never') : <Time at={last} show="moment" />
      },
    },
  ]
}
