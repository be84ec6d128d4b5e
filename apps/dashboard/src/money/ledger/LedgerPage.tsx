import { useQuery } from '@apollo/client/react'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { TrialBalanceDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { useViewer } from '../../session/viewer.ts'
import { NothingHere } from '../../shell/NothingHere.tsx'
import { dayIn } from '../../ui/day.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { MoneyNav } from '../MoneyNav.tsx'
import { AccountList } from './AccountList.tsx'
import { TrialBalanceTable } from './TrialBalanceTable.tsx'

/** The memorandum ledger: what stands on each kind of account, that it sums to zero, and the accounts. */
export function LedgerPage() {
  const { t } = useTranslation()
  if (useViewer()?.permissions.includes('ledger:read') !== true) return <NothingHere />
  return (
    <div className="page">
      <PageHead
        tab={t('moneyTab.ledger')}
        title={t('moneyTab.ledger')}
        below={<span className="quiet">{t('ledger.what')}</span>}
      />
      <MoneyNav />
      <TrialBalance />
      <AccountList />
    </div>
  )
}

function TrialBalance() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const asOf = dayIn(search['asOf'])
  const { data, error, loading, refetch } = useQuery(TrialBalanceDocument, {
    variables: { asOf },
    ...FIGURES_POLLING,
  })
  const balance = data?.trialBalance ?? null
  return (
    <Panel
      title={t('ledger.trialBalance')}
      extra={
        <DatePicker
          size="small"
          aria-label={t('ledger.asOf')}
          placeholder={t('ledger.now')}
          value={asOf === undefined ? null : dayjs(asOf)}
          onChange={(day) => change({ asOf: day?.format('YYYY-MM-DD') })}
        />
      }
      flush
    >
      <FaultPanel error={error} what={t('ledger.trialBalance')} retry={() => void refetch()} />
      {balance === null && loading && <WaitingRows rows={4} />}
      {balance === null && !loading && error === undefined && (
        <p className="panel-body quiet">{t('ledger.onlyAcquirer')}</p>
      )}
      {balance !== null && <TrialBalanceTable balance={balance} />}
    </Panel>
  )
}
