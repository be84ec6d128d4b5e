import { Alert } from 'antd'
import type { Refused } from '../api/outcome.ts'

/** What the API refused, in its own words. */
export function Refusals({ refusals }: { refusals: readonly Refused[] }) {
  if (refusals.length === 0) return null
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      title={refusals.map((refusal) => <div key={refusal.code + refusal.message}>{refusal.message}</div>)}
    />
  )
}
