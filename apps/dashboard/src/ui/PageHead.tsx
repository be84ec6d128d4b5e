import type { ReactNode } from 'react'
import { usePageTitle } from './page-title.ts'

/** The name of a page, what stands beside it, and what can be done here. */
export function PageHead({
  title,
  tab,
  below,
  actions,
}: {
  title: ReactNode
  tab: string
  below?: ReactNode
  actions?: ReactNode
}) {
  usePageTitle(tab)
  return (
    <header className="page-head">
      <div className="page-head-text">
        <h1>{title}</h1>
        {below !== undefined && <div className="page-head-below">{below}</div>}
      </div>
      {actions !== undefined && <div className="page-head-actions">{actions}</div>}
    </header>
  )
}
