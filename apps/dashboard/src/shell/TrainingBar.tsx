import { ExperimentOutlined } from '@ant-design/icons'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useViewer } from '../session/viewer.ts'

/** Stands on every page of whoever learns, so that nobody takes practice for work, or work for practice. */
export function TrainingBar() {
  const { t } = useTranslation()
  if (useViewer()?.training !== true) return null
  return (
    <Alert
      banner
      type="info"
      icon={<ExperimentOutlined aria-hidden />}
      className="training-bar"
      title={
        <>
          <strong>{t('training.title')}</strong> {t('training.what')}
        </>
      }
    />
  )
}
