/** Waits for a condition, not for a time: asks every few milliseconds until it holds. @throws with `what` when it never does */
export async function until(
  holds: () => boolean | Promise<boolean>,
  options: { readonly what: () => string; readonly timeoutMs?: number; readonly everyMs?: number },
): Promise<void> {
  const { what, timeoutMs = 60_000, everyMs = 50 } = options
  const end = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`after ${timeoutMs} ms it is still not so: ${what()}`)
    await new Promise((done) => setTimeout(done, everyMs))
  }
}
