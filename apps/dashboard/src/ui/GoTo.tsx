import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Place } from '../paths.ts'

/** A link to a place of the dashboard: opens in a new tab, can be copied, is announced as a link. */
export function GoTo({
  place,
  children,
  className,
  label,
}: {
  place: Place
  children: ReactNode
  className?: string
  label?: string
}) {
  return (
    <Link to={place.to} search={place.search} className={className ?? 'link'} aria-label={label}>
      {children}
    </Link>
  )
}
