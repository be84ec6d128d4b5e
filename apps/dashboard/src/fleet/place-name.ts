/** Merchant and store in one breath; a store that carries its merchant's name already is not told twice. */
export function placeName({
  merchant,
  store,
}: {
  readonly merchant: { readonly name: string }
  readonly store: { readonly name: string }
}): string {
  return store.name.includes(merchant.name) ? store.name : `${merchant.name} (${store.name})`
}
