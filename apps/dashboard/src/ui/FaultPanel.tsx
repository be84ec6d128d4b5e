import { Alert, Button, Typography } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultOf } from '../api/outcome.ts'

/** A fault, where there is one: what failed, the request's id to copy for whoever runs the platform, another try. */
export function FaultPanel({ error, what, retry }: { error: unknown; what: string; retry?: (() => void) | undefined }) {
  const { t } = useTranslation()
  if (error === undefined) return null
  const fault = faultOf(error)
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      className="fault"
      title={t('fault_panel.title', { what })}
      description={
        <>
          <div>{t(`fault_panel.${fault.kind}`)}</div>
          {fault.requestId !== null && (
            <div>
              {t('fault_panel.requestId')}{' '}
              <Typography.Text copyable code>
                {fault.requestId}
              </Typography.Text>
            </div>
          )}
        </>
      }
      action={
        retry === undefined ? null : (
          <Button size="small" onClick={() => retry()}>
            {t('fault_panel.retry')}
          </Button>
        )
      }
    />
  )
}
