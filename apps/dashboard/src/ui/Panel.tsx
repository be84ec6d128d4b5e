import { type ReactNode, useId } from 'react'

/** A titled part of a page. */
export function Panel({
  title,
  extra,
  children,
  flush = false,
}: {
  title: ReactNode
  extra?: ReactNode
  children: ReactNode
  flush?: boolean
}) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {extra}
      </header>
      <div className={flush ? undefined : 'panel-body'}>{children}</div>
    </section>
  )
}
