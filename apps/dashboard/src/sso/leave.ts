/** Goes to a provider's page; whoever comes back does so through the API. */
export function leaveFor(url: string | null | undefined): void {
  if (url != null && /^https?:\/\//.test(url)) window.location.assign(url)
}
