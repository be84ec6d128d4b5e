/** By the time of the request: what waits longest stands on top. */
export function oldestFirst<Request extends { readonly requestedAt: string; readonly id: string }>(
  requests: readonly Request[],
): Request[] {
  return [...requests].sort(
    (one, other) => Date.parse(one.requestedAt) - Date.parse(other.requestedAt) || (one.id < other.id ? -1 : 1),
  )
}
