import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startLanguage } from '../../language/language.ts'
import { onlyDigits, SixDigits } from './SixDigits.tsx'

beforeAll(() => startLanguage('en'))
afterEach(cleanup)

test.each([
  ['123456', '123456'],
  ['12 34-56', '123456'],
  ['１２３４５６', '123456'],
  ['1234567', '123456'],
  ['abc', ''],
])('%s is read as %s', (text, digits) => expect(onlyDigits(text)).toBe(digits))

test('is sent only when it is whole, and cleared when it was wrong', async () => {
  const onComplete = vi.fn<(digits: string) => Promise<boolean>>(() => Promise.resolve(false))
  render(<SixDigits busy={false} onComplete={onComplete} />)
  const field = screen.getByRole<HTMLInputElement>('textbox')
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Check' })
  fireEvent.change(field, { target: { value: '12345' } })
  expect(button.disabled).toBe(true)
  fireEvent.change(field, { target: { value: '12 34 56' } })
  expect(button.disabled).toBe(false)
  fireEvent.submit(button)
  expect(onComplete).toHaveBeenCalledExactlyOnceWith('123456')
  await waitFor(() => expect(field.value).toBe(''))
})
