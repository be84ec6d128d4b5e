import type { TestProject } from 'vitest/node'
import { serve } from './testing-setup.ts'

/** Once a run, beside the embedded server: the oldest PostgreSQL that is supported. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return await serve(project, '15')
}
