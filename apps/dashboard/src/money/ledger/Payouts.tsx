import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { PayoutsDocument } from '../../api/generated/graphql.ts'
import { useViewer } from '../../session/viewer.ts'
import { dayIn } from '../../ui/day.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { AskedPayouts } from './AskedPayouts.tsx'
import { MayBePaid } from './MayBePaid.tsx'
import { NotePayout } from './NotePayout.tsx'
import { NoteReturn } from './NoteReturn.tsx'
import { PayoutTable } from './PayoutTable.tsx'

/** What may be paid to a merchant, what was, and the way to note another one. The acquirer's alone: else nothing. */
export function Payouts({ merchantId, currency }: { merchantId: string; currency: string }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const throughDate = dayIn(search['through'])
  const { data, previousData, error, refetch } = useQuery(PayoutsDocument, {
    variables: { merchantId, currency, throughDate },
  })
  const mayNote = useViewer()?.permissions.includes('ledger:write') === true
  const shown = data ?? previousData
  const payable = shown?.payable ?? null
  const isOpen = search['act'] === 'payout' && mayNote
  const bounced = mayNote
    ? shown?.payouts.nodes.find(
        (one) => one.id === search['bounced'] && one.returned === null && one.returnAsked === null,
      )
    : undefined
  if (error !== undefined) return <FaultPanel error={error} what={t('payout.title')} retry={() => void refetch()} />
  // it stands above the lines, which must not move when it comes
  if (shown === undefined)
    return (
      <Panel title={t('payout.title')}>
        <WaitingRows rows={3} />
      </Panel>
    )
  if (payable === null) return null
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
        <AskedPayouts asked={payable.asked} />
        {bounced !== undefined && (
          <NoteReturn key={bounced.id} payout={bounced} onClose={() => change({ bounced: undefined })} />
        )}
        <PayoutTable
          rows={shown.payouts.nodes}
          mayNote={mayNote}
          onReturn={(id) => change({ bounced: id, act: undefined }, 'push')}
        />
      </div>
    </Panel>
  )
}
