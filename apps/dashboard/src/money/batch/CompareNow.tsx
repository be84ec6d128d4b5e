import { useMutation } from '@apollo/client/react'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BatchCompareDocument } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import type { BatchOnPage } from './BatchPage.tsx'

/** Asks the terminal for a comparison now. When it may not be asked the button says why. */
export function CompareNow({ batch }: { batch: BatchOnPage }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(BatchCompareDocument, {
    onError: () => undefined,
    refetchQueries: ['BatchPage'],
  })
  const { allowed, reasons } = batch.compare
  const why = reasons.map((reason) => reason.message).join(' ')
  const ask = async () => {
    const wish = { batchId: batch.id, comparedAt: batch.comparedAt }
    const { data } = await send({ variables: { input: { batchId: batch.id, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.batchCompare.userErrors)
    if (data.batchCompare.userErrors.length === 0) void message.success(t('batch.compareAsked'))
  }
  return (
    <div className="stack">
      <div className="line">
        <Button loading={loading} disabled={!allowed} onClick={() => void ask()}>
          {t('batch.compareNow')}
        </Button>
        {!allowed && <span className="quiet">{why}</span>}
      </div>
      <Unfulfilled wish={{ refusals, error }} what={t('batch.compareNow')} />
    </div>
  )
}
