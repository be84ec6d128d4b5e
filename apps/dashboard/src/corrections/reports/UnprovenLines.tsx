import { useTranslation } from 'react-i18next'
import type { UnprovenLineShownFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Since } from '../../ui/Time.tsx'
import { Amounts, Change } from '../Amounts.tsx'
import { blockKey } from '../impact/totals-change.ts'
import { CorrectionMark, useKindName } from '../marks.tsx'
import { terminalColumn } from '../terminal-column.tsx'

type Line = UnprovenLineShownFragment

/** What is corrected and not proven, each by its correction, with what it moves in the totals. */
export function UnprovenLines({ lines, label }: { lines: readonly Line[]; label: string }) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const columns: readonly RowColumn<Line>[] = [
    {
      key: 'explained',
      title: t('report.explained'),
      render: ({ correction }) =>
        correction !== null && (
          <GoTo place={paths.correction(correction.id)} className="link mono">
            {correction.number}
          </GoTo>
        ),
    },
    terminalColumn(t('column.tid'), ({ correction }) => correction?.terminal),
    { key: 'kind', title: t('correction.kind'), render: ({ kind }) => kindName(kind) },
    { key: 'stake', title: t('correction.atStake'), end: true, render: ({ stake }) => <Amounts of={stake} /> },
    {
      key: 'moves',
      title: t('report.moves'),
      end: true,
      render: ({ moved }) =>
        moved.map((line) => (
          <div key={blockKey(line)}>
            <Change of={line.amount} />
          </div>
        )),
    },
    { key: 'state', title: t('column.state'), render: ({ state }) => <CorrectionMark state={state} /> },
    { key: 'age', title: t('approvals.age'), end: true, render: ({ since }) => <Since at={since} /> },
  ]
  return (
    <RowTable
      label={label}
      columns={columns}
      rows={lines}
      keyOf={({ correction, since, kind }) => correction?.id ?? `${since} ${kind}`}
    />
  )
}
