import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyLineFragment, ServiceAccountFullFragment } from '../api/generated/graphql.ts'
import { EndAccount, RevokeKey } from './EndForms.tsx'
import { NewAccount } from './NewAccount.tsx'
import { NewKey } from './NewKey.tsx'
import { RotateKey } from './RotateKey.tsx'
import { SecretShown } from './SecretShown.tsx'

/** What is being done on the page of API keys. */
export type KeyAct =
  | { readonly do: 'account' }
  | { readonly do: 'key' | 'end'; readonly account: ServiceAccountFullFragment }
  | { readonly do: 'rotate' | 'revoke'; readonly apiKey: ApiKeyLineFragment }

const TITLES = {
  account: 'apiKeys.newAccount',
  key: 'apiKeys.newKey',
  end: 'apiKeys.end',
  rotate: 'apiKeys.rotate',
  revoke: 'apiKeys.revoke',
} as const

/** The form of one act; the text of a new key takes its place, and leaves only by a deliberate step. */
export function KeyDialog({ act, onClose }: { act: KeyAct; onClose: () => void }) {
  const { t } = useTranslation()
  const [secret, setSecret] = useState<string | null>(null)
  const of = 'account' in act ? act.account.name : 'apiKey' in act ? act.apiKey.name : null
  const title = t(TITLES[act.do])
  return (
    <Modal
      open
      footer={null}
      width={620}
      title={of === null ? title : `${title} · ${of}`}
      onCancel={onClose}
      closable={secret === null}
      keyboard={secret === null}
      mask={{ closable: false }}
    >
      {secret === null ? (
        <ActForm act={act} onSecret={setSecret} onClose={onClose} />
      ) : (
        <SecretShown secret={secret} onClose={onClose} />
      )}
    </Modal>
  )
}

function ActForm({ act, onSecret, onClose }: { act: KeyAct; onSecret: (secret: string) => void; onClose: () => void }) {
  switch (act.do) {
    case 'account':
      return <NewAccount onClose={onClose} />
    case 'key':
      return <NewKey account={act.account} onSecret={onSecret} />
    case 'end':
      return <EndAccount account={act.account} onClose={onClose} />
    case 'rotate':
      return <RotateKey apiKey={act.apiKey} onSecret={onSecret} />
    case 'revoke':
      return <RevokeKey apiKey={act.apiKey} onClose={onClose} />
  }
}
