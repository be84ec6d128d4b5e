import { Button, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FileImportCancelDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { ReasonText } from '../../ui/ReasonText.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'

/** Calls an import off, with a reason; what was read of it stays. */
export function CancelImport({ id }: { id: string }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const asking = useWish(FileImportCancelDocument, (data) => data.fileImportCancel)
  const submit = async () => {
    const wish = { importId: id, reason: reason.trim() }
    await asking.send(wish)
  }
  const form = (
    <div className="stack narrow">
      <ReasonText short reason={reason} onChange={setReason} />
      <Unfulfilled wish={asking} what={t('file.cancel')} />
      <Button danger disabled={reason.trim() === ''} loading={asking.busy} onClick={() => void submit()}>
        {t('file.cancel')}
      </Button>
    </div>
  )
  return (
    <Popover trigger="click" content={form} title={t('file.cancelWhat')} placement="bottomRight">
      <Button danger>{t('file.cancel')} …</Button>
    </Popover>
  )
}
