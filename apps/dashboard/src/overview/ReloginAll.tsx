import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSelecting } from '../fleet/list/use-selecting.ts'
import { SIGNED_OUT } from '../fleet/looks.ts'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { useUrl } from '../ui/url.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'

/** Leads to the preview of a re-login of all that are online and signed out; nothing is sent from here. */
export function ReloginAll() {
  const { t } = useTranslation()
  const url = useUrl()
  const may = useViewer()?.permissions.includes('action:bulk') === true
  const { select, refusals, loading, error } = useSelecting()
  const start = async () => {
    const made = await select({ filter: { presence: ['ONLINE'], signOn: [...SIGNED_OUT] } })
    if (made !== null) url.go(paths.bulkPreview(made.id, 'RELOGIN'))
  }
  return (
    <>
      <Button
        size="small"
        loading={loading}
        disabled={!may}
        title={may ? undefined : t('software.noBulk')}
        onClick={() => void start()}
      >
        {t('commandType.RELOGIN')} …
      </Button>
      <Unfulfilled wish={{ refusals, error }} what={t('commandType.RELOGIN')} />
    </>
  )
}
