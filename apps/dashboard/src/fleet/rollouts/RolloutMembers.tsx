import { useQuery } from '@apollo/client/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type RolloutFullFragment,
  RolloutMembersDocument,
  type RolloutMembersQuery,
} from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { FIGURES_EVERY_MS, MOVING_EVERY_MS, NESTED_PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { listed, wordsOf } from '../../ui/url-words.ts'
import { FilterChip } from '../list/FilterChip.tsx'
import { PARAMETERS_STATES } from '../parameters/looks.ts'
import { ParametersMark } from '../parameters/ParametersMark.tsx'
import { TerminalLink } from '../TerminalLink.tsx'
import { STANDINGS } from './looks.ts'
import { StandingMark } from './marks.tsx'

type Member = NonNullable<RolloutMembersQuery['rollout']>['members']['nodes'][number]

/** Every terminal of a rollout in its order, page by page. */
export function RolloutMembers({ rollout }: { rollout: RolloutFullFragment }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const standings = wordsOf(search['standing'], STANDINGS)
  const group = rollout.groups.find(({ index }) => String(index) === search['group'])?.index
  const drift = wordsOf(search['drift'], PARAMETERS_STATES)
  const polling = useListPolling(NESTED_PAGE_SIZE, rollout.state === 'RUNNING' ? MOVING_EVERY_MS : FIGURES_EVERY_MS)
  const asked = useQuery(RolloutMembersDocument, {
    variables: {
      id: rollout.id,
      first: NESTED_PAGE_SIZE,
      group,
      standings,
      drift,
      parameters: rollout.parameters !== null,
    },
    ...polling.options,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.rollout?.members)
  polling.tell(list.rows.length)
  const box = useInView(['group', 'standing', 'drift'].map((name) => search[name] ?? '').join(' '))
  return (
    <div ref={box}>
      <Panel
        flush
        title={t('bulk.perTerminal')}
        extra={
          <span className="line">
            <FilterChip
              name={t('rollout.group')}
              options={rollout.groups.map(({ index }) => ({ value: String(index), label: String(index + 1) }))}
              chosen={group === undefined ? [] : [String(group)]}
              onChange={(values) => change({ group: values.at(-1) })}
            />
            <FilterChip
              name={t('column.state')}
              options={STANDINGS.map((value) => ({ value, label: t(`rolloutStanding.${value}`) }))}
              chosen={standings ?? []}
              onChange={(values) => change({ standing: listed(values) })}
            />
            {rollout.parameters !== null && (
              <FilterChip
                name={t('parameters.title')}
                options={PARAMETERS_STATES.map((value) => ({ value, label: t(`parametersShort.${value}`) }))}
                chosen={drift ?? []}
                onChange={(values) => change({ drift: listed(values) })}
              />
            )}
          </span>
        }
      >
        <ListFrame
          list={list}
          what={t('bulk.perTerminal')}
          waiting={5}
          counted
          blank={<Blank title={t('rollout.noMembers')}>{t('rollout.noMembersHow')}</Blank>}
        >
          {(rows) => <MemberTable rows={rows} withParameters={rollout.parameters !== null} />}
        </ListFrame>
      </Panel>
    </div>
  )
}

/** Whoever chooses among the terminals further up the page sees them: the list comes into view when the choice changes. */
function useInView(choice: string) {
  const box = useRef<HTMLDivElement>(null)
  const before = useRef(choice)
  useEffect(() => {
    if (before.current === choice) return
    before.current = choice
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [choice])
  return box
}

function MemberTable({ rows, withParameters }: { rows: readonly Member[]; withParameters: boolean }) {
  const { t } = useTranslation()
  const columns: readonly RowColumn<Member>[] = [
    { key: 'place', title: t('rollout.place'), end: true, width: '56px', render: ({ place }) => place },
    { key: 'group', title: t('rollout.group'), end: true, width: '64px', render: (row) => row.group + 1 },
    {
      key: 'standing',
      title: t('column.state'),
      width: '190px',
      render: (row) => <StandingMark standing={row.standing} />,
    },
    {
      key: 'terminal',
      title: t('column.tid'),
      render: ({ terminal }) => <TerminalLink terminal={terminal} />,
    },
    {
      key: 'why',
      title: t('column.why'),
      render: ({ command, reason }) =>
        command === null ? (reason ?? '') : <GoTo place={paths.command(command.id)}>{command.why.text}</GoTo>,
    },
    ...(withParameters
      ? [
          {
            key: 'parameters',
            title: t('parameters.title'),
            width: '150px',
            render: ({ terminal }: Member) =>
              terminal?.parameters === undefined ? '' : <ParametersMark state={terminal.parameters.state} />,
          },
        ]
      : []),
    { key: 'at', title: t('column.at'), end: true, width: '110px', render: (row) => <Time at={row.changedAt} /> },
  ]
  return <RowTable label={t('bulk.perTerminal')} columns={columns} rows={rows} keyOf={(row) => String(row.place)} />
}
