import { Alert, Typography } from 'antd'
import { useTranslation } from 'react-i18next'

/** The codes with which a provider's answer leads back to the login page. */
const CODES = [
  'IDENTITY_TAKEN',
  'IDENTITY_UNKNOWN',
  'INVITATION_OVER',
  'LOGIN_LOCKED',
  'PROVIDER_ANSWER',
  'PROVIDER_DENIED',
  'PROVIDER_STATE',
  'PROVIDER_UNREACHABLE',
] as const

/** Why signing in elsewhere did not lead in here, with the id of the request; nothing for anything else in the address. */
export function CameBack({ code, requestId }: { code: string | undefined; requestId: string | undefined }) {
  const { t } = useTranslation()
  const known = CODES.find((one) => one === code)
  if (known === undefined) return null
  return (
    <Alert
      role="alert"
      type="warning"
      showIcon
      title={t(`sso.came_${known}`)}
      description={
        requestId !== undefined &&
        /^[\w.:-]{1,64}$/.test(requestId) && (
          <>
            {t('fault_panel.requestId')}{' '}
            <Typography.Text copyable code>
              {requestId}
            </Typography.Text>
          </>
        )
      }
    />
  )
}
