import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { BatchCompareDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import type { BatchOnPage } from './BatchPage.tsx'

/** Asks the terminal for a comparison now. When it may not be asked the button says why. */
export function CompareNow({ batch }: { batch: BatchOnPage }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const wish = useWish(BatchCompareDocument, (data) => data.batchCompare, ['BatchPage'])
  const { allowed, reasons } = batch.compare
  const why = reasons.map((reason) => reason.message).join(' ')
  const ask = async () => {
    if ((await wish.send({ batchId: batch.id })) !== null) void message.success(t('batch.compareAsked'))
  }
  return (
    <div className="stack">
      <div className="line">
        <Button loading={wish.busy} disabled={!allowed} onClick={() => void ask()}>
          {t('batch.compareNow')}
        </Button>
        {!allowed && <span className="quiet">{why}</span>}
      </div>
      <Unfulfilled wish={wish} what={t('batch.compareNow')} />
    </div>
  )
}
