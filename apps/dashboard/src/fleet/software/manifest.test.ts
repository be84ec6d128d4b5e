import { expect, test } from 'vitest'
import { fileProblem, manifestOf, packageAddress } from './manifest.ts'

const about = { model: 'A920', version: '5.1.0', bytes: 3, sha256: 'h', signature: 's' }

test.each([
  ['as the vendor gives it', JSON.stringify({ ...about, key: 'k', comment: 1 }), { ...about, key: 'k' }],
  ['without the key', JSON.stringify(about), { ...about, key: null }],
  ['the package itself', 'PK\u0003\u0004', null],
  ['nothing', 'null', null],
  ['without a signature', JSON.stringify({ ...about, signature: '' }), null],
  ['with a size that is no number', JSON.stringify({ ...about, bytes: '3' }), null],
  ['with a key that is no text', JSON.stringify({ ...about, key: 7 }), null],
])('a manifest %s', (_name, text, manifest) => expect(manifestOf(text)).toEqual(manifest))

test('a file that cannot be the package is known before it is sent', () => {
  const manifest = { ...about, key: null }
  expect(fileProblem({ size: 3 }, manifest)).toBeNull()
  expect(fileProblem({ size: 4 }, manifest)).toBe('OTHER_SIZE')
  expect(fileProblem({ size: 4 }, null)).toBeNull()
  expect(fileProblem({ size: 0 }, null)).toBe('EMPTY')
  expect(fileProblem({ size: 64 * 1024 * 1024 + 1 }, manifest)).toBe('TOO_LARGE')
})

test('all that the manifest says is compared where the package arrives', () => {
  expect(packageAddress({ ...about, key: null })).toBe('/packages?model=A920&version=5.1.0&signature=s&sha256=h')
  expect(packageAddress({ ...about, key: 'k' })).toContain('&key=k')
})
