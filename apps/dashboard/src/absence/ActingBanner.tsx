import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useActing } from './use-acting.ts'

/** Stands on every page while somebody acts in another's place. */
export function ActingBanner() {
  const { t } = useTranslation()
  const { actingAs, act, busy } = useActing()
  if (actingAs === null) return null
  const name = actingAs.absent?.name ?? '–'
  return (
    <Alert
      banner
      type="warning"
      title={t('absence.acting', { name, role: t(`role.${actingAs.role}`), place: actingAs.organisation.name })}
      action={
        <Button size="small" loading={busy} onClick={() => void act(null)}>
          {t('absence.stop')}
        </Button>
      }
    />
  )
}
