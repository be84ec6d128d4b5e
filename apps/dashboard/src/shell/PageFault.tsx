import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FaultPanel } from '../ui/FaultPanel.tsx'

/** A page that broke, or could not be fetched: says so and tries again. */
export function PageFault({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation()
  const router = useRouter()
  return (
    <main className="page">
      <FaultPanel
        error={error}
        what={t('state.page')}
        retry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </main>
  )
}
