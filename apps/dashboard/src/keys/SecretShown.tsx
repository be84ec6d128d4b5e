import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CopyText } from '../ui/CopyText.tsx'

/** The text of a new key, the only time that anybody sees it. */
export function SecretShown({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <Alert type="warning" showIcon title={t('apiKeys.once')} description={t('apiKeys.onceHow')} />
      <div className="key-secret">
        <CopyText text={secret} />
      </div>
      <p className="quiet">
        {t('apiKeys.use')} <code className="mono">Authorization: Bearer budeng_live_…</code>
      </p>
      <Button className="start" type="primary" onClick={onClose}>
        {t('apiKeys.stored')}
      </Button>
    </div>
  )
}
