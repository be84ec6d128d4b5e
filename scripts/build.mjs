import { capture } from './child.mjs'
import { plainError, progress } from './progress.mjs'

/**
 * Builds what changed since the last time.
 * @param {{ except?: string[] }} options workspaces that the caller does not run
 */
export async function build({ except = [] } = {}) {
  const filters = except.map((name) => `--filter=!${name}`)
  const { code, output } = await progress('Building', () =>
    capture('turbo', ['run', 'build', ...filters, '--output-logs=errors-only', '--log-order=grouped', '--ui=stream']),
  )
  if (code !== 0) throw plainError(output)
}
