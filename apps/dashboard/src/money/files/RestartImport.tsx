import { RedoOutlined } from '@ant-design/icons'
import { useMutation } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FileImportLineFragment, FileImportRestartDocument } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'

type Action = FileImportLineFragment['actions'][number]

/** Reads a file on that failed, from the line at which it stood. */
export function RestartImport({ id, action }: { id: string; action: Action }) {
  const { t } = useTranslation()
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(FileImportRestartDocument, { onError: () => undefined })
  const submit = async () => {
    const wish = { importId: id }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.fileImportRestart.userErrors)
  }
  return (
    <span className="line">
      <Button
        type="primary"
        icon={<RedoOutlined aria-hidden />}
        loading={loading}
        disabled={!action.allowed}
        title={action.reasons[0]?.message}
        onClick={() => void submit()}
      >
        {t('file.restart')}
      </Button>
      <Refusals refusals={refusals} />
      <FaultPanel error={error} what={t('file.restart')} />
    </span>
  )
}
