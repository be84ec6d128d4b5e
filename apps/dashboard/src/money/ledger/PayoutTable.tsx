import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../approvals/Waiting.tsx'
import type { PayoutsQuery } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'

export type Payout = PayoutsQuery['payouts']['nodes'][number]

interface PayoutTableProps {
  readonly rows: readonly Payout[]
  readonly mayNote: boolean
  /** The bank sent that one back. */
  onReturn(id: string): void
}

/** What was paid to a merchant, and what of it the bank sent back. */
export function PayoutTable({ rows, mayNote, onReturn }: PayoutTableProps) {
  const { t } = useTranslation()
  if (rows.length === 0) return <p className="quiet">{t('payout.none')}</p>
  const columns: readonly RowColumn<Payout>[] = [
    { key: 'at', title: t('payout.notedAt'), render: ({ at }) => <Time at={at} show="moment" /> },
    {
      key: 'through',
      title: t('payout.through'),
      render: ({ throughDate }) => <span className="number">{throughDate}</span>,
    },
    { key: 'reference', title: t('payout.reference'), render: ({ reference }) => reference },
    {
      key: 'told',
      title: t('payout.told'),
      end: true,
      render: ({ told, endedAt }) => (
        <>
          <span className="number">{told}</span>
          {endedAt === null && <div className="quiet hint">{t('payout.telling')}</div>}
        </>
      ),
    },
    { key: 'amount', title: t('payout.amount'), end: true, render: ({ amount }) => <Amount of={amount} /> },
    {
      key: 'returned',
      title: t('payout.bounced'),
      render: ({ id, returned, returnAsked }) =>
        returnAsked !== null ? (
          <Waiting />
        ) : returned === null ? (
          <Button
            size="small"
            disabled={!mayNote}
            title={mayNote ? undefined : t('payout.mayNot')}
            onClick={() => onReturn(id)}
          >
            {t('payout.noteBounced')} …
          </Button>
        ) : (
          <Returned returned={returned} />
        ),
    },
  ]
  return <RowTable label={t('payout.past')} columns={columns} rows={rows} keyOf={({ id }) => id} />
}

function Returned({ returned: { at, reference, reason } }: { returned: NonNullable<Payout['returned']> }) {
  return (
    <>
      <Mark look={{ tone: 'bad', icon: 'attention' }}>
        <Time at={at} show="moment" />
      </Mark>
      <div className="hint">
        {reference} · {reason}
      </div>
    </>
  )
}
