import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withSecretFiles } from './secret-files.ts'

const path = join(mkdtempSync(join(tmpdir(), 'secret-')), 'url')
writeFileSync(path, 'a secret of two words\n')

test('a secret is read from the file that is named, without its last line break', () => {
  expect(withSecretFiles({ DATABASE_URL_FILE: path, A: 'b' }, ['DATABASE_URL'])).toMatchObject({
    DATABASE_URL: 'a secret of two words',
    A: 'b',
  })
  expect(withSecretFiles({ DATABASE_URL: 'x', DATABASE_URL_FILE: '' }, ['DATABASE_URL']).DATABASE_URL).toBe('x')
})

test('what is wrong names the variable and no secret', () => {
  const both = () => withSecretFiles({ DATABASE_URL: 'another secret', DATABASE_URL_FILE: path }, ['DATABASE_URL'])
  expect(both).toThrow('DATABASE_URL and DATABASE_URL_FILE are both given')
  expect(both).not.toThrow(/secret of|another secret/)
  expect(() => withSecretFiles({ BUDENG_PASSWORD_FILE: `${path}.gone` }, ['BUDENG_PASSWORD'])).toThrow(
    'BUDENG_PASSWORD_FILE cannot be read: ENOENT',
  )
})
