// Our own lines go to stderr, so that stdout belongs to the command that is run.

/** One line for people. */
export function say(line) {
  console.error(line)
}

/** An error that is told without a stack: the message says what to do. */
export function plainError(message) {
  return Object.assign(new Error(message), { plain: true })
}

/**
 * Shows a task with its seconds while it runs: one line that is rewritten on a terminal, two lines in a log.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function progress(title, task) {
  const startedMs = performance.now()
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1)
  const live = process.stderr.isTTY
  const show = () => process.stderr.write(`\r${title} … ${seconds()} s`)
  const timer = live ? setInterval(show, 500) : undefined
  if (live) show()
  else say(`${title} …`)
  let outcome = 'failed'
  try {
    const result = await task()
    outcome = 'done'
    return result
  } finally {
    clearInterval(timer)
    say(`${live ? '\r' : ''}${title}: ${outcome} in ${seconds()} s`)
  }
}
