import { useTranslation } from 'react-i18next'
import type { CorrectionLineFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Countdown, Since } from '../../ui/Time.tsx'
import { Amounts } from '../Amounts.tsx'
import { CorrectionMark, useKindName } from '../marks.tsx'
import { terminalColumn } from '../terminal-column.tsx'

type Row = CorrectionLineFragment

interface CorrectionTableProps {
  readonly rows: readonly Row[]
  readonly activeId?: string | null
  readonly ofTerminal?: boolean
  /** Beside other things: what it is, how much, and where it stands. */
  readonly short?: boolean
}

/** Corrections, a line each: what is corrected, for how much, by whom, how long it waits and how many have agreed. */
export function CorrectionTable({ rows, activeId = null, ofTerminal = false, short = false }: CorrectionTableProps) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const waiting = useWaitingColumns()
  const columns: readonly RowColumn<Row>[] = [
    {
      key: 'number',
      title: t('correction.number'),
      width: '140px',
      render: (row) => (
        <GoTo place={paths.correction(row.id)} className="link row-link mono">
          {row.number}
        </GoTo>
      ),
    },
    { key: 'kind', title: t('correction.kind'), render: (row) => kindName(row.kind) },
    { key: 'stake', title: t('correction.atStake'), end: true, render: (row) => <Amounts of={row.stake} /> },
    ...(ofTerminal ? [] : [terminalColumn<Row>(t('column.tid'), ({ terminal }) => terminal)]),
    { key: 'state', title: t('column.state'), render: (row) => <CorrectionMark state={row.state} /> },
    ...(short ? [] : waiting),
  ]
  return (
    <RowTable
      label={t('correctionTab.corrections')}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      activeKey={activeId}
    />
  )
}

/** By whom, how many agree, and how long it waits. */
function useWaitingColumns(): readonly RowColumn<Row>[] {
  const { t } = useTranslation()
  const own = useViewer()?.person.id
  return [
    {
      key: 'maker',
      title: t('correction.maker'),
      render: ({ rule, makers }) => (
        <>
          {makers[0]?.name ?? (rule === null && t('approvals.unseen'))}{' '}
          {makers.some(({ id }) => id === own) && t('approvals.you')}
          {rule !== null && (
            <div className={makers.length === 0 ? undefined : 'quiet hint'}>
              {t('correction.byRule')} <span className="mono">{rule.rule}</span>
            </div>
          )}
        </>
      ),
    },
    {
      key: 'checkers',
      title: t('correction.checkers'),
      end: true,
      render: ({ decisions, checkersNeeded, rule, state }) =>
        rule !== null && state !== 'PENDING_APPROVAL'
          ? ''
          : `${decisions.filter(({ verdict }) => verdict === 'APPROVED').length}/${checkersNeeded}`,
    },
    {
      key: 'age',
      title: t('approvals.age'),
      end: true,
      render: (row) => <Since at={row.submittedAt ?? row.madeAt} />,
    },
    {
      key: 'lapses',
      title: t('approvals.lapses'),
      end: true,
      render: ({ state, lapsesAt }) =>
        state === 'PENDING_APPROVAL' && lapsesAt !== null ? <Countdown until={lapsesAt} /> : '',
    },
  ]
}
