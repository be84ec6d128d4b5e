/** Items by a text of theirs, in their order. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string | number): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = String(keyOf(item))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
