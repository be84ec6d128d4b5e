import { useApolloClient, useMutation } from '@apollo/client/react'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LogoutDocument, SessionUnlockDocument, SessionUnlockStartDocument } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { IDLE_LOOK_MS } from '../limits.ts'
import { href, paths } from '../paths.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { CodeField } from './CodeField.tsx'
import { setLocked, useLocked, wasAwayTooLong } from './idle.ts'
import { canUsePasskeys, signWithPasskey } from './passkey.ts'
import { useViewer } from './viewer.ts'

/** Locks the screen when nobody was there; the page beneath stays, unseen. */
export function useIdleLock(): boolean {
  const locked = useLocked()
  const isBoard = useViewer()?.boardPage != null
  useEffect(() => {
    if (isBoard) return undefined
    const look = () => {
      if (wasAwayTooLong()) setLocked(true)
    }
    const timer = setInterval(look, IDLE_LOOK_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [isBoard])
  return locked
}

/** What is seen of a locked screen: a passkey or a code opens it, nothing else but leaving. */
export function LockSheet() {
  const { t } = useTranslation()
  const client = useApolloClient()
  const viewer = useViewer()
  const [code, setCode] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [begin] = useMutation(SessionUnlockStartDocument, { onError: () => undefined })
  const [unlock, { loading, error }] = useMutation(SessionUnlockDocument, { onError: () => undefined })
  const [logout] = useMutation(LogoutDocument, { onError: () => undefined })

  const open = async (factor: { totp: string } | { passkey: { challengeId: string; assertion: string } }) => {
    const { data } = await unlock({ variables: { input: { factor } } })
    setRefusals(data?.sessionUnlock.userErrors ?? [])
    if (data?.sessionUnlock.userErrors.length !== 0) return
    setLocked(false)
    // each query shows its own fault; one that a newer fetch overtakes is no fault at all
    await client.reFetchObservableQueries().catch(() => undefined)
  }
  const withPasskey = async () => {
    const { data } = await begin()
    if (data === undefined) return
    const { challengeId, passkeyOptions } = data.sessionUnlockStart
    const assertion = await signWithPasskey(passkeyOptions)
    if (assertion !== null) await open({ passkey: { challengeId, assertion } })
  }
  const leave = async () => {
    await logout()
    window.location.assign(href(paths.login()))
  }

  return (
    <main className="login lock-sheet">
      <div className="login-card stack">
        <h1>{t('lock.title')}</h1>
        <p className="quiet">{t('lock.what', { name: viewer?.person.name ?? '' })}</p>
        <Unfulfilled wish={{ refusals, error }} what={t('lock.title')} />
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void open({ totp: code.replaceAll(/\s/g, '') })
          }}
        >
          <CodeField value={code} onChange={setCode} label={t('stepUp.code')} autoFocus />
          <Button type="primary" htmlType="submit" size="large" block loading={loading} disabled={code.trim() === ''}>
            {t('lock.open')}
          </Button>
        </form>
        {canUsePasskeys() && (
          <Button size="large" block onClick={() => void withPasskey()}>
            {t('lock.passkey')}
          </Button>
        )}
        <Button type="text" block onClick={() => void leave()}>
          {t('frame.logout')}
        </Button>
      </div>
    </main>
  )
}
