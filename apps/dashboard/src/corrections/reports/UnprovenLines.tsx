import { useTranslation } from 'react-i18next'
import type { UnprovenLineShownFragment } from '../../api/generated/graphql.ts'
import { placeName } from '../../fleet/place-name.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Since } from '../../ui/Time.tsx'
import { Amounts, Change } from '../Amounts.tsx'
import { CorrectionMark, useKindName } from '../marks.tsx'

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
    {
      key: 'terminal',
      title: t('column.tid'),
      render: ({ correction }) => {
        const terminal = correction?.terminal
        if (terminal == null) return null
        return (
          <>
            <GoTo place={paths.terminal(terminal.id, { tab: 'corrections' })} className="link mono">
              {terminal.tid}
            </GoTo>
            <div className="quiet hint">{placeName(terminal)}</div>
          </>
        )
      },
    },
    { key: 'kind', title: t('correction.kind'), render: ({ kind }) => kindName(kind) },
    { key: 'stake', title: t('correction.atStake'), end: true, render: ({ stake }) => <Amounts of={stake} /> },
    {
      key: 'moves',
      title: t('report.moves'),
      end: true,
      render: ({ moved }) =>
        moved.map((line) => (
          <div key={`${line.scope} ${line.side} ${line.amount.currency}`}>
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
