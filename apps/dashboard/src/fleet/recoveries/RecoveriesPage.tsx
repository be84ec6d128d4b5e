import { useTranslation } from 'react-i18next'
import { useQuery } from '@apollo/client/react'
import {
  FleetFiguresDocument,
  RecoveriesDocument,
  WorkOrderDocument,
  WorkOrdersDocument,
} from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { FIGURES_POLLING, useListPolling } from '../../api/polling.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { TabRow } from '../../ui/TabRow.tsx'
import { useUrl } from '../../ui/url.ts'
import { RecoveryTable } from './RecoveryTable.tsx'
import { WorkOrderForm } from './WorkOrderForm.tsx'
import { WorkOrderTable } from './WorkOrderTable.tsx'

const TABS = ['running', 'waiting', 'over', 'orders'] as const

/** Terminals that are being brought back, those that were, and what people have to do on the spot. */
export function RecoveriesPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const tab = TABS.find((one) => one === search['tab']) ?? 'running'
  const { data } = useQuery(FleetFiguresDocument, FIGURES_POLLING)
  const waiting = data?.fleetCounts.waitingRecoveries ?? 0
  return (
    <div className="page">
      <PageHead tab={t('rail.recoveries')} title={t('rail.recoveries')} />
      <TabRow
        label={t('rail.recoveries')}
        tabs={TABS.map((key) => ({ key, word: t(`recoveryTab.${key}`), count: key === 'waiting' ? waiting : 0 }))}
        tab={tab}
        onChange={(key) => change({ tab: key === 'running' ? undefined : key, order: undefined })}
      >
        {tab === 'orders' ? <Orders /> : <Recoveries key={tab} which={tab} />}
      </TabRow>
    </div>
  )
}

function Recoveries({ which }: { which: Exclude<(typeof TABS)[number], 'orders'> }) {
  const { t } = useTranslation()
  const polling = useListPolling()
  const asked = useQuery(RecoveriesDocument, {
    variables: { running: which !== 'over', waiting: which === 'waiting', first: PAGE_SIZE },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.recoveries)
  polling.tell(list.rows.length)
  return (
    <ListFrame
      list={list}
      what={t('rail.recoveries')}
      counted
      blank={
        <Blank title={t(`recovery.none_${which}`)}>
          <p>{t('recovery.noneHow')}</p>
          <GoTo place={paths.terminals()}>{t('rail.terminals')}</GoTo>
        </Blank>
      }
    >
      {(rows) => <RecoveryTable rows={rows} areOver={which === 'over'} />}
    </ListFrame>
  )
}

function Orders() {
  const { t } = useTranslation()
  const polling = useListPolling()
  const asked = useQuery(WorkOrdersDocument, {
    variables: { first: PAGE_SIZE },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.workOrders)
  polling.tell(list.rows.length)
  return (
    <>
      <OrderInHand />
      <ListFrame
        list={list}
        what={t('recoveryTab.orders')}
        counted
        blank={<Blank title={t('workOrder.none')}>{t('workOrder.noneHow')}</Blank>}
      >
        {(rows) => <WorkOrderTable rows={rows} />}
      </ListFrame>
    </>
  )
}

/** The work order that the address names, wherever it stands in the list. */
function OrderInHand() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const id = search['order'] ?? ''
  const { data, error, refetch } = useQuery(WorkOrderDocument, { variables: { id }, skip: id === '' })
  const order = data?.node
  if (id === '') return null
  if (error !== undefined) return <FaultPanel error={error} what={t('workOrder.one')} retry={() => void refetch()} />
  if (order?.__typename !== 'WorkOrder') return null
  return <WorkOrderForm key={order.id} order={order} onClose={() => change({ order: undefined }, 'push')} />
}
