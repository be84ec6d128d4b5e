// @vitest-environment node
import { generate } from '@graphql-codegen/cli'
import { expect, test } from 'vitest'
import config from '../../codegen.ts'

/** Reading the contract and every document takes seconds on a slow machine. */
const TIMEOUT_MS = 60_000

/** The generated files are committed: whoever changes the contract or a document sees here that they are old. */
test('types and documents are those of the contract', { timeout: TIMEOUT_MS }, async () => {
  const cwd = new URL('../..', import.meta.url).pathname
  const files: { filename: string; content: string }[] = await generate({ ...config, cwd, silent: true }, false)
  expect(files.map((file) => file.filename.split('/').at(-1)).sort()).toEqual(['gql.ts', 'graphql.ts', 'index.ts'])
  for (const { filename, content } of files)
    await expect(content).toMatchFileSnapshot(
      new URL(`generated/${filename.split('/').at(-1)}`, import.meta.url).pathname,
    )
})
