import { expect, test } from 'vitest'
import { type Press, shortcutOf } from './shortcuts.ts'

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  typing: false,
  ...more,
})

test('two keys make one shortcut', () => {
  expect(shortcutOf(press('g'), null)).toBe('g')
  expect(shortcutOf(press('o'), 'g')).toBe('g o')
  expect(shortcutOf(press('o'), null)).toBe('o')
})

test('the palette opens from anywhere, also from a field', () => {
  expect(shortcutOf(press('k', { ctrlKey: true, typing: true }), null)).toBe('mod+k')
  expect(shortcutOf(press('K', { metaKey: true }), null)).toBe('mod+k')
})

test('nothing fires while text is typed', () => {
  expect(shortcutOf(press('/', { typing: true }), null)).toBeNull()
})

test('nothing fires while an input method composes', () => {
  expect(shortcutOf(press('k', { ctrlKey: true, isComposing: true }), null)).toBeNull()
  expect(shortcutOf(press('g', { isComposing: true }), null)).toBeNull()
})

test("the browser's own shortcuts are left alone", () => {
  expect(shortcutOf(press('g', { ctrlKey: true }), null)).toBeNull()
  expect(shortcutOf(press('/', { altKey: true }), null)).toBeNull()
})

test('shift and an arrow extend a selection', () => {
  expect(shortcutOf(press('ArrowDown', { shiftKey: true }), null)).toBe('shift+arrowdown')
  expect(shortcutOf(press('?', { shiftKey: true }), null)).toBe('?')
})
