import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ANNOUNCE_EVERY_MS } from '../limits.ts'
import { announce, LiveRegion } from './announce.tsx'

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.runAllTimers()
  vi.useRealTimers()
})

test('speaks at once, then at most once in five seconds, and then the newest', () => {
  render(<LiveRegion />)
  act(() => announce('one'))
  act(() => announce('two'))
  act(() => announce('three'))
  expect(screen.getByRole('status').textContent).toBe('one')
  act(() => void vi.advanceTimersByTime(ANNOUNCE_EVERY_MS - 1))
  expect(screen.getByRole('status').textContent).toBe('one')
  act(() => void vi.advanceTimersByTime(1))
  expect(screen.getByRole('status').textContent).toBe('three')
})
