/**
 * Commits items together; when that fails for good, halves them until the one at fault stands alone, and hands that one
 * to `onPoison`. A fault that will pass (`isTransient`) is thrown: nothing is known to be wrong with any of them. Items
 * that are committed before it was thrown are told to `onDone`, and must be safe to commit again.
 */
export async function commitOrBisect<Item>(
  items: readonly Item[],
  commit: (items: readonly Item[]) => Promise<void>,
  isTransient: (fault: unknown) => boolean,
  onPoison: (item: Item, fault: unknown) => void,
): Promise<void> {
  if (items.length === 0) return
  try {
    await commit(items)
  } catch (fault) {
    if (isTransient(fault)) throw fault
    const [only] = items
    if (items.length === 1 && only !== undefined) {
      onPoison(only, fault)
      return
    }
    const middle = Math.ceil(items.length / 2)
    await commitOrBisect(items.slice(0, middle), commit, isTransient, onPoison)
    await commitOrBisect(items.slice(middle), commit, isTransient, onPoison)
  }
}
