import { spawnSync } from 'node:child_process'

/** Those of the tools that this machine does not have. */
export function toolsMissing(...tools: readonly string[]): string[] {
  return tools.filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' }).status !== 0)
}
