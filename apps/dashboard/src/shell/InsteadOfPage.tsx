import { FaultPanel } from '../ui/FaultPanel.tsx'
import { WaitingPage } from '../ui/Waiting.tsx'
import { NothingHere } from './NothingHere.tsx'

interface InsteadOfPageProps {
  readonly error: unknown
  readonly loading: boolean
  /** What could not be shown, when it could not. */
  readonly what: string
  readonly retry: () => void
}

/** Stands where the page of one thing would, while there is no such thing: it failed, it is on its way, it is none. */
export function InsteadOfPage({ error, loading, what, retry }: InsteadOfPageProps) {
  if (error === undefined) return loading ? <WaitingPage /> : <NothingHere />
  return (
    <div className="page">
      <FaultPanel error={error} what={what} retry={retry} />
    </div>
  )
}
