/** Why a hook did not answer by itself. */
export type HookFailure = { readonly kind: 'threw'; readonly fault: unknown } | { readonly kind: 'timeout' }

/**
 * Runs our side of a library's hook and calls `done` exactly once, whatever happens: an exception or a rejected promise
 * inside a hook would end the process, and a hook that never answers would hold its connection for ever. An answer that
 * comes at once costs no timer.
 */
export function answerOnce<Answer>(
  work: () => Answer | Promise<Answer>,
  limitMs: number,
  onFailure: (failure: HookFailure) => Answer,
  done: (answer: Answer) => void,
): void {
  let answer: Answer | Promise<Answer>
  try {
    answer = work()
  } catch (fault) {
    done(onFailure({ kind: 'threw', fault }))
    return
  }
  if (!(answer instanceof Promise)) {
    done(answer)
    return
  }
  let open = true
  const close = (make: () => Answer) => {
    if (!open) return
    open = false
    clearTimeout(timer)
    done(make())
  }
  const timer = setTimeout(() => close(() => onFailure({ kind: 'timeout' })), limitMs)
  timer.unref()
  answer.then(
    (value) => close(() => value),
    (fault: unknown) => close(() => onFailure({ kind: 'threw', fault })),
  )
}
