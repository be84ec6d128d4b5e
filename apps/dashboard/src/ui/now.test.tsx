import { act, cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setClock, useNow } from './now.ts'

const HERE = Date.parse('2026-11-05T12:00:00Z')
const PLATFORM = Date.parse('2026-12-24T18:00:00Z')

function Clock() {
  return <time>{useNow()}</time>
}
const shown = () => Number(document.querySelector('time')?.textContent)

beforeEach(() => {
  vi.useFakeTimers({ now: HERE })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test("the page's clock is the browser's until the platform tells its own, and runs as fast as that", async () => {
  render(<Clock />)
  expect(shown()).toBe(HERE)
  act(() => setClock(`${PLATFORM};factor=60`))
  expect(shown()).toBe(PLATFORM)
  await act(() => vi.advanceTimersByTimeAsync(2_000))
  expect(shown()).toBe(PLATFORM + 120_000)
  // each answer sets it again
  setClock(`${PLATFORM + 500_000};factor=1`)
  await act(() => vi.advanceTimersByTimeAsync(1_000))
  expect(shown()).toBe(PLATFORM + 501_000)
})

test.each([null, '', 'soon', '12;factor=', '1e9;factor=1', '12;factor=-1'])('%s sets nothing', (header) => {
  setClock(`${PLATFORM};factor=1`)
  setClock(header)
  render(<Clock />)
  expect(shown()).toBe(PLATFORM)
})
