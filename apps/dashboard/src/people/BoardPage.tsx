import { useMutation } from '@apollo/client/react'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { BoardOpenDocument } from '../api/generated/graphql.ts'
import { Blank } from '../ui/Blank.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { WaitingPage } from '../ui/Waiting.tsx'

/** Where a board's link leads: its token becomes this browser's cookie, then the page is shown. */
export function BoardPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const [open, { data, error, client }] = useMutation(BoardOpenDocument, { onError: () => undefined })
  usePageTitle(t('board.title'))
  useEffect(() => {
    const token = window.location.hash.slice(1)
    void open({ variables: { input: { token } } }).then(async ({ data: answer }) => {
      if (answer?.boardOpen.userErrors.length !== 0) return
      await client.clearStore()
      router.history.replace('/')
    })
  }, [open, client, router])
  const isRefused = (data?.boardOpen.userErrors.length ?? 0) > 0
  return (
    <main className="login">
      <div className="login-card">
        <h1>{t('board.title')}</h1>
        <FaultPanel error={error} what={t('board.title')} />
        {isRefused ? <Blank title={t('board.over')}>{t('board.overHow')}</Blank> : <WaitingPage />}
      </div>
    </main>
  )
}
