import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { PayoutsDocument, type PayoutsQuery } from '../../api/generated/graphql.ts'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { Amount } from '../Amount.tsx'
import { MayBePaid } from './MayBePaid.tsx'
import { NotePayout } from './NotePayout.tsx'

type Payout = PayoutsQuery['payouts'][number]

/** What may be paid to a merchant, what was, and the way to note another one. The acquirer's alone: else nothing. */
export function Payouts({ merchantId, currency }: { merchantId: string; currency: string }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const throughDate = DAY.test(search['through'] ?? '') ? search['through'] : undefined
  const { data, previousData, error, refetch } = useQuery(PayoutsDocument, {
    variables: { merchantId, currency, throughDate },
  })
  const mayNote = useViewer()?.permissions.includes('ledger:write') === true
  const shown = data ?? previousData
  const payable = shown?.payable ?? null
  const isOpen = search['act'] === 'payout' && mayNote
  if (error !== undefined) return <FaultPanel error={error} what={t('payout.title')} retry={() => void refetch()} />
  if (shown === undefined || payable === null) return null
  return (
    <Panel
      title={t('payout.title')}
      extra={
        <Button
          size="small"
          disabled={!mayNote || isOpen}
          title={mayNote ? undefined : t('payout.mayNot')}
          onClick={() => change({ act: 'payout' }, 'push')}
        >
          {t('payout.note')} …
        </Button>
      }
    >
      <div className="stack">
        {isOpen ? (
          <NotePayout
            merchantId={merchantId}
            payable={payable}
            onDay={(through) => change({ through })}
            onClose={() => change({ act: undefined, through: undefined })}
          />
        ) : (
          <MayBePaid payable={payable} />
        )}
        <PayoutTable rows={shown.payouts} />
      </div>
    </Panel>
  )
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function PayoutTable({ rows }: { rows: readonly Payout[] }) {
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
  ]
  return (
    <RowTable
      label={t('payout.past')}
      columns={columns}
      rows={rows}
      keyOf={({ at, reference }) => `${at} ${reference}`}
    />
  )
}
