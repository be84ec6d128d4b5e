import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OwnSignInDocument, type OwnSignInQuery } from '../api/generated/graphql.ts'
import { useViewer } from '../session/viewer.ts'
import { Blank } from '../ui/Blank.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { FactList } from '../ui/FactList.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { WaitingRows } from '../ui/Waiting.tsx'
import { LinkedPeople } from './LinkedPeople.tsx'
import { SignInForm } from './SignInForm.tsx'

export type OwnSignIn = NonNullable<NonNullable<OwnSignInQuery['organisation']>['identityProvider']>

/** An acquirer's own sign-in: what holds, how to ask for another, and who is connected with it. */
export function SignInPage() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const organisation = viewer?.person.organisation
  const id = organisation?.id ?? ''
  const isAcquirer = organisation?.kind === 'ACQUIRER'
  const { data, error, refetch } = useQuery(OwnSignInDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    skip: !isAcquirer,
  })
  const [open, setOpen] = useState(false)
  const mayPropose = viewer?.permissions.includes('policy:write') ?? false
  const provider = data?.organisation?.identityProvider ?? null
  return (
    <div className="stack">
      <PageHead
        tab={t('settings.signIn')}
        title={t('settings.signIn')}
        below={<span className="quiet">{t('sso.page')}</span>}
      />
      {!isAcquirer && <Blank title={t('sso.acquirersOnly')}>{t('sso.acquirersOnlyHow')}</Blank>}
      <FaultPanel error={error} what={t('settings.signIn')} retry={() => void refetch()} />
      {isAcquirer && data === undefined && error === undefined && <WaitingRows rows={5} />}
      {isAcquirer && data !== undefined && (
        <Panel
          title={provider?.name ?? t('sso.none')}
          extra={
            !open && (
              <Button
                disabled={!mayPropose}
                title={mayPropose ? undefined : t('policy.notYours')}
                onClick={() => setOpen(true)}
              >
                {t('policy.change')}
              </Button>
            )
          }
        >
          <div className="stack">
            <SignInFacts provider={provider} />
            {open && <SignInForm organisationId={id} provider={provider} onDone={() => setOpen(false)} />}
          </div>
        </Panel>
      )}
      {provider !== null && <LinkedPeople identities={provider.identities} onChanged={() => void refetch()} />}
    </div>
  )
}

/** Where the provider sends people back to: the same for every acquirer of the installation. */
const CALLBACK = '/sso/callback'

function SignInFacts({ provider }: { provider: OwnSignIn | null }) {
  const { t } = useTranslation()
  const back = provider?.redirectUri ?? `${window.location.origin}${CALLBACK}`
  const redirect = [t('sso.redirectUri'), <CopyText key="back" text={back} />] as const
  if (provider === null) return <FactList facts={[[t('sso.state'), t('sso.noneWhat')], redirect]} />
  return (
    <FactList
      facts={[
        [t('sso.state'), provider.enabled ? t('sso.on') : t('sso.off')],
        [t('policy.issuer'), provider.issuer],
        [t('policy.clientId'), provider.clientId],
        redirect,
        [t('policy.domains'), provider.domains.join(', ')],
        [t('policy.roles'), provider.roles.map((role) => t(`role.${role}`)).join(', ')],
        [t('policy.authoritative'), t(`change.${provider.authoritative}`)],
        [t('policy.askFactor'), t(`change.${provider.askFactor}`)],
      ]}
    />
  )
}
