import { useTranslation } from 'react-i18next'
import type { CaseFullFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { useKindName } from '../marks.tsx'

type Hit = CaseFullFragment['hits'][number]

/** What the rules say, in words and figures, and what would put it right. */
export function CaseHits({ hits }: { hits: readonly Hit[] }) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const columns: readonly RowColumn<Hit>[] = [
    { key: 'rule', title: t('rule.one'), render: (hit) => <span className="mono">{hit.rule}</span> },
    { key: 'text', title: t('case.finding'), render: (hit) => hit.explanation.text },
    {
      key: 'kind',
      title: t('case.proposes'),
      render: (hit) => (hit.kind === null ? <span className="quiet">–</span> : kindName(hit.kind)),
    },
    { key: 'amount', title: t('correction.atStake'), end: true, render: (hit) => <Amount of={hit.amount} /> },
  ]
  return (
    <RowTable
      label={t('case.why')}
      columns={columns}
      rows={hits}
      keyOf={(hit) => `${hit.rule} ${hit.explanation.code} ${hit.explanation.text}`}
    />
  )
}
