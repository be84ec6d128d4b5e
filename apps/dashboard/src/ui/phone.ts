import { useSyncExternalStore } from 'react'

/** As wide as a telephone in the hand, and what `phone.css` calls one. */
const query = () => window.matchMedia('(max-width: 640px)')

function watch(listener: () => void): () => void {
  const phone = query()
  phone.addEventListener('change', listener)
  return () => phone.removeEventListener('change', listener)
}

/** True on a telephone: the same pages, one column, nothing to the side, and targets for a thumb. */
export function usePhone(): boolean {
  return useSyncExternalStore(watch, () => query().matches)
}
