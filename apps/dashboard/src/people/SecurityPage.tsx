import { useQuery } from '@apollo/client/react'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { MySecurityDocument, type MySecurityQuery } from '../api/generated/graphql.ts'
import { FactList } from '../ui/FactList.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { WaitingRows } from '../ui/Waiting.tsx'
import { AuthenticatorPanel } from './AuthenticatorPanel.tsx'
import { IdentityPanel } from './IdentityPanel.tsx'
import { PasskeysPanel } from './PasskeysPanel.tsx'
import { PasswordPanel } from './PasswordPanel.tsx'
import { RecoveryPanel } from './RecoveryPanel.tsx'
import { SessionsPanel } from './SessionsPanel.tsx'

export type Me = NonNullable<MySecurityQuery['viewer']>

/** One's own account: password, second factors, recovery codes, sessions. */
export function SecurityPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(MySecurityDocument, { fetchPolicy: 'cache-and-network' })
  const me = data?.viewer
  const changed = () => void refetch()
  return (
    <div className="stack page-narrow">
      <PageHead title={t('settings.security')} tab={t('settings.security')} />
      <FaultPanel error={error} what={t('settings.security')} retry={changed} />
      {me == null && error === undefined && <WaitingRows rows={6} />}
      {me != null && (
        <>
          {me.security.mustEnrol && (
            <Alert type="warning" showIcon title={t('security.mustEnrol')} description={t('security.mustEnrolHow')} />
          )}
          <Panel title={me.person.name}>
            <FactList
              facts={[
                [t('login.email'), me.person.email],
                [t('security.role'), t(`role.${me.person.role}`)],
              ]}
            />
          </Panel>
          <AuthenticatorPanel me={me} onChanged={changed} />
          <PasskeysPanel me={me} onChanged={changed} />
          <RecoveryPanel me={me} onChanged={changed} />
          <PasswordPanel me={me} onChanged={changed} />
          <IdentityPanel me={me} onChanged={changed} />
          <SessionsPanel me={me} onChanged={changed} />
        </>
      )}
    </div>
  )
}
