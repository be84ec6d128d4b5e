import { Link } from '@tanstack/react-router'
import type { Place } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'

/** A page of a part of the house. */
export interface PartPage {
  readonly key: string
  readonly place: Place
  /** Who lacks it is not shown the page. */
  readonly permission?: string
  /** False where pages below this one belong to it as well. */
  readonly isExact?: boolean
}

interface PartsNavProps<Page extends PartPage> {
  readonly label: string
  readonly pages: readonly Page[]
  readonly word: (key: Page['key']) => string
}

/** The pages of one part of the house, as far as this person may read them. One page alone needs no choice. */
export function PartsNav<const Page extends PartPage>({ label, pages, word }: PartsNavProps<Page>) {
  const permissions = useViewer()?.permissions ?? []
  const readable = pages.filter(({ permission }) => permission === undefined || permissions.includes(permission))
  if (readable.length < 2) return null
  return (
    <nav className="parts-nav" aria-label={label}>
      <ul>
        {readable.map(({ key, place, isExact = true }) => (
          <li key={key}>
            <Link
              to={place.to}
              className="parts-tab"
              activeOptions={{ exact: isExact, includeSearch: false }}
              activeProps={{ className: 'parts-tab parts-tab-here', 'aria-current': 'page' }}
            >
              {word(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
