import { Typography } from 'antd'
import { useTranslation } from 'react-i18next'

/** An id or a number that people paste elsewhere. */
export function CopyText({ text, short }: { text: string; short?: string }) {
  const { t } = useTranslation()
  return (
    <Typography.Text className="mono" copyable={{ text, tooltips: [t('copy.do'), t('copy.done')] }}>
      {short ?? text}
    </Typography.Text>
  )
}
