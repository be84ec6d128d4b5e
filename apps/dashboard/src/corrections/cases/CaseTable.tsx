import { useTranslation } from 'react-i18next'
import type { CaseLineFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Since, Time } from '../../ui/Time.tsx'
import { Amounts } from '../Amounts.tsx'
import { CaseMark, SeverityMark, useKindName } from '../marks.tsx'
import { terminalColumn } from '../terminal-column.tsx'

interface CaseTableProps {
  readonly rows: readonly CaseLineFragment[]
  readonly activeId?: string | null
  /** Every row is of the same terminal, which then needs no column. */
  readonly ofTerminal?: boolean
}

/** Cases, a line each: what differs, for how much, how long already, who is at it. */
export function CaseTable({ rows, activeId = null, ofTerminal = false }: CaseTableProps) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const columns: readonly RowColumn<CaseLineFragment>[] = [
    {
      key: 'severity',
      title: t('case.severity'),
      width: '80px',
      render: (row) => <SeverityMark severity={row.severity} />,
    },
    {
      key: 'what',
      title: t('case.one'),
      width: '45%',
      render: (row) => (
        <div>
          <GoTo place={paths.case(row.id)} className="link row-link">
            <span className="mono">{row.rule.rule}</span> {row.explanation.text}
          </GoTo>
          {row.kinds.length > 0 && <div className="quiet hint">{row.kinds.map(kindName).join(' · ')}</div>}
        </div>
      ),
    },
    {
      key: 'amount',
      title: t('correction.atStake'),
      end: true,
      render: (row) => <Amounts of={row.amounts} />,
    },
    ...(ofTerminal
      ? []
      : [{ ...terminalColumn<CaseLineFragment>(t('column.tid'), ({ terminal }) => terminal), width: '170px' }]),
    {
      key: 'age',
      title: t('approvals.age'),
      end: true,
      render: (row) => (row.closedAt === null ? <Since at={row.openedAt} /> : <Time at={row.closedAt} show="clock" />),
    },
    { key: 'state', title: t('column.state'), render: (row) => <CaseMark state={row.state} /> },
    { key: 'who', title: t('case.claimedBy'), render: (row) => row.claimedBy?.name ?? '' },
  ]
  return (
    <RowTable
      label={t('correctionTab.cases')}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      activeKey={activeId}
    />
  )
}
