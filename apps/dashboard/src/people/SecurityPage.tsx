import { useTranslation } from 'react-i18next'
import { useViewer } from '../session/viewer.ts'
import { FactList } from '../ui/FactList.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'

/** One's own account. */
export function SecurityPage() {
  const { t } = useTranslation()
  const viewer = useViewer()
  if (viewer === null) return null
  const { person, sessionExpiresAt } = viewer
  return (
    <>
      <PageHead title={t('settings.security')} tab={t('settings.security')} />
      <Panel title={person.name}>
        <FactList
          facts={[
            [t('login.email'), person.email],
            [t('security.role'), `${t(`role.${person.role}`)} · ${person.organisation.name}`],
            [t('security.sessionEnds'), <Time key="ends" at={sessionExpiresAt} show="moment" />],
          ]}
        />
      </Panel>
    </>
  )
}
