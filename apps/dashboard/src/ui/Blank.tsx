import type { ReactNode } from 'react'

/** An empty list: what it will show, and how to get there. */
export function Blank({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="blank">
      <p className="blank-title">{title}</p>
      {children !== undefined && <div className="quiet">{children}</div>}
    </div>
  )
}
