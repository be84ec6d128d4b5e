import { useCallback, useRef, useState } from 'react'

/** The next page of a keyset list: asked for once at a time, its failure kept apart from the list's own. */
export interface More {
  readonly load: () => void
  readonly loading: boolean
  readonly error: unknown
}

export function useMore(
  fetchMore: (options: { variables: { after: string } }) => Promise<unknown>,
  endCursor: string | null | undefined,
): More {
  const [state, setState] = useState<{ loading: boolean; error: unknown }>({ loading: false, error: undefined })
  const busy = useRef(false)
  const load = useCallback(() => {
    if (endCursor == null || busy.current) return
    busy.current = true
    setState({ loading: true, error: undefined })
    fetchMore({ variables: { after: endCursor } })
      .then(
        () => setState({ loading: false, error: undefined }),
        (error: unknown) => setState({ loading: false, error }),
      )
      .finally(() => {
        busy.current = false
      })
  }, [endCursor, fetchMore])
  return { load, ...state }
}
