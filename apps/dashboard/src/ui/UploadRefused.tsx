import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'

interface UploadRefusedProps {
  /** What the API answered; null: nothing was refused. An empty message: nothing answered. */
  readonly refused: { readonly message: string; readonly requestId: string | null } | null
}

/** Why a file was not taken. */
export function UploadRefused({ refused }: UploadRefusedProps) {
  const { t } = useTranslation()
  if (refused === null) return null
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      title={refused.message === '' ? t('fault_panel.OFFLINE') : refused.message}
      description={refused.requestId !== null && `${t('fault_panel.requestId')} ${refused.requestId}`}
    />
  )
}
