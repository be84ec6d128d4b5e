import { useMutation } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { IdentityRemoveDocument } from '../api/generated/graphql.ts'
import { useViewer } from '../session/viewer.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import type { OwnSignIn } from './SignInPage.tsx'

/** Whose accounts are connected; each link can be removed, which ends the sessions that it opened. */
export function LinkedPeople({
  identities,
  onChanged,
}: {
  identities: OwnSignIn['identities']
  onChanged: () => void
}) {
  const { t } = useTranslation()
  const mayRemove = useViewer()?.permissions.includes('person:write') ?? false
  const [remove, { data, loading, error }] = useMutation(IdentityRemoveDocument, { onError: () => undefined })
  return (
    <Panel title={t('sso.linked')}>
      <div className="stack">
        <Refusals refusals={data?.identityRemove.userErrors ?? []} />
        <FaultPanel error={error} what={t('sso.linked')} />
        {identities.length === 0 && <p className="quiet">{t('sso.nobodyLinked')}</p>}
        {identities.length > 0 && (
          <RowTable
            label={t('sso.linked')}
            rows={identities}
            keyOf={(row) => row.id}
            columns={[
              { key: 'who', title: t('people.name'), render: (row) => row.person?.name ?? '–' },
              { key: 'there', title: t('sso.there'), render: (row) => row.email ?? '–' },
              { key: 'since', title: t('sso.since'), render: (row) => <Time at={row.linkedAt} show="moment" /> },
              {
                key: 'used',
                title: t('security.used'),
                render: (row) => (row.usedAt === null ? t('security.never') : <Time at={row.usedAt} />),
              },
              {
                key: 'do',
                title: <span className="visually-hidden">{t('people.actions')}</span>,
                render: (row) => (
                  <Button
                    size="small"
                    danger
                    loading={loading}
                    disabled={!mayRemove}
                    title={mayRemove ? undefined : t('policy.notYours')}
                    onClick={() => void remove({ variables: { id: row.id } }).then(onChanged)}
                  >
                    {t('sso.disconnect')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </div>
    </Panel>
  )
}
