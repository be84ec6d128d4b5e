import { useQuery } from '@apollo/client/react'
import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { OrganisationMovesDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { MOVES_SHOWN } from '../limits.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { formatNumber } from '../ui/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'

/** Moves that go on in chunks, and how far they are; nothing when there never was one. */
export function MovesPanel() {
  const { t, i18n } = useTranslation()
  const { data, error } = useQuery(OrganisationMovesDocument, {
    variables: { first: MOVES_SHOWN },
    fetchPolicy: 'cache-and-network',
    ...FIGURES_POLLING,
  })
  const number = (value: number) => formatNumber(value, i18n.language)
  const rows = data?.organisationMoves.nodes ?? []
  if (error !== undefined) return <FaultPanel error={error} what={t('organisations.moves')} />
  if (rows.length === 0) return null
  return (
    <Panel flush title={t('organisations.moves')}>
      <RowTable
        label={t('organisations.moves')}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { key: 'what', title: t('organisations.name'), render: ({ organisation }) => organisation?.name ?? '–' },
          {
            key: 'way',
            title: t('organisations.moveWay'),
            render: ({ from, to }) => `${from?.name ?? '–'} → ${to?.name ?? '–'}`,
          },
          {
            key: 'far',
            title: t('rail.terminals'),
            render: ({ state, movedTerminals, terminals }) => (
              <span className="stack">
                {state === 'MOVING' && (
                  <Progress
                    aria-label={t('organisations.moves')}
                    percent={Math.floor((100 * movedTerminals) / Math.max(terminals, movedTerminals, 1))}
                    size="small"
                  />
                )}
                {t('organisations.moveFar', { moved: number(movedTerminals), all: number(terminals) })}
              </span>
            ),
          },
          { key: 'ended', title: t('organisations.queued'), render: ({ endedCommands }) => number(endedCommands) },
          { key: 'who', title: t('organisations.movedBy'), render: ({ requestedBy }) => requestedBy?.name ?? '–' },
          { key: 'since', title: t('organisations.moveSince'), render: ({ requestedAt }) => <Time at={requestedAt} /> },
          {
            key: 'until',
            title: t('organisations.moveDone'),
            render: ({ finishedAt }) => (finishedAt === null ? '–' : <Time at={finishedAt} />),
          },
        ]}
      />
    </Panel>
  )
}
