import { useMutation, useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { ProviderLoginStartDocument, SignInProvidersDocument } from '../api/generated/graphql.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { leaveFor } from './leave.ts'

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Where the owner of an address may sign in instead: by its domain, whether or not it has an account. */
export function ProviderButtons({ email, returnTo }: { email: string; returnTo: string }) {
  const { t } = useTranslation()
  const address = useDeferredValue(email.trim())
  const { data } = useQuery(SignInProvidersDocument, { variables: { email: address }, skip: !ADDRESS.test(address) })
  const [start, { data: started, loading, error }] = useMutation(ProviderLoginStartDocument, {
    onError: () => undefined,
  })
  const providers = ADDRESS.test(address) ? (data?.signInProviders ?? []) : []
  if (providers.length === 0) return null
  const begin = async (providerId: string) => {
    const answer = await start({ variables: { input: { providerId, returnTo } } })
    leaveFor(answer.data?.providerLoginStart.url)
  }
  return (
    <>
      {providers.map(({ id, name, organisationName }) => (
        <Button key={id} size="large" block loading={loading} onClick={() => void begin(id)}>
          {t('sso.with', { name, organisation: organisationName })}
        </Button>
      ))}
      <Refusals refusals={started?.providerLoginStart.userErrors ?? []} />
      <FaultPanel error={error} what={t('login.title')} />
    </>
  )
}
