import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ServiceAccountsDocument } from '../api/generated/graphql.ts'
import { useMore } from '../api/more.ts'
import { PAGE_SIZE } from '../limits.ts'
import { useViewer } from '../session/viewer.ts'
import { Blank } from '../ui/Blank.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { LoadMore } from '../ui/LoadMore.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { useUrl } from '../ui/url.ts'
import { WaitingRows } from '../ui/Waiting.tsx'
import { AccountPanel } from './AccountPanel.tsx'
import { type KeyAct, KeyDialog } from './KeyDialog.tsx'

/** Programs that ask in the house's name, and the keys by which they do. */
export function KeysPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const mayWrite = useViewer()?.permissions.includes('key:write') === true
  const withEnded = search['all'] === '1'
  const [act, setAct] = useState<KeyAct | null>(null)
  const { data, error, loading, refetch, fetchMore } = useQuery(ServiceAccountsDocument, {
    variables: { first: PAGE_SIZE },
    fetchPolicy: 'cache-and-network',
  })
  const page = data?.serviceAccounts
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const accounts = page?.nodes ?? []
  const shown = withEnded ? accounts : accounts.filter(({ disabledAt }) => disabledAt === null)
  const fault = error ?? next.error
  const isEmpty = page !== undefined && shown.length === 0 && !page.pageInfo.hasNextPage
  return (
    <>
      <PageHead
        tab={t('settings.apiKeys')}
        title={t('settings.apiKeys')}
        below={<span className="quiet">{t('apiKeys.what')}</span>}
        actions={
          <>
            <Button onClick={() => change({ all: withEnded ? undefined : '1' })}>
              {t(withEnded ? 'apiKeys.liveOnly' : 'apiKeys.showAll')}
            </Button>
            {mayWrite && (
              <Button type="primary" onClick={() => setAct({ do: 'account' })}>
                {t('apiKeys.newAccount')} …
              </Button>
            )}
          </>
        }
      />
      <FaultPanel error={fault} what={t('settings.apiKeys')} retry={() => void refetch()} />
      {page === undefined && loading && <WaitingRows rows={4} />}
      {isEmpty && <Blank title={t('apiKeys.none')}>{t('apiKeys.noneHow')}</Blank>}
      {shown.map((account) => (
        <AccountPanel key={account.id} account={account} withEnded={withEnded} onAct={mayWrite ? setAct : null} />
      ))}
      {page?.pageInfo.hasNextPage === true && (
        <LoadMore shown={accounts.length} more loading={next.loading} onMore={next.load} />
      )}
      {act !== null && <KeyDialog act={act} onClose={() => setAct(null)} />}
    </>
  )
}
