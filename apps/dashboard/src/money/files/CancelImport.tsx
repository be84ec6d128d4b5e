import { useMutation } from '@apollo/client/react'
import { Button, Input, Popover } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FileImportCancelDocument } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'

/** Calls an import off, with a reason; what was read of it stays. */
export function CancelImport({ id }: { id: string }) {
  const { t } = useTranslation()
  const field = useId()
  const keys = useWishKeys()
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(FileImportCancelDocument, { onError: () => undefined })
  const submit = async () => {
    const wish = { importId: id, reason: reason.trim() }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.fileImportCancel.userErrors)
  }
  const form = (
    <div className="stack narrow">
      <div className="field">
        <label htmlFor={field}>{t('request.reason')}</label>
        <Input
          id={field}
          maxLength={REASON_LENGTH_MAX}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <Refusals refusals={refusals} />
      <FaultPanel error={error} what={t('file.cancel')} />
      <Button danger disabled={reason.trim() === ''} loading={loading} onClick={() => void submit()}>
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
