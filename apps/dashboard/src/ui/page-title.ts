import { useEffect } from 'react'

/** The browser tab says which page it is: the thing first, the product last. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Budeng' : `${title} · Budeng`
  }, [title])
}
