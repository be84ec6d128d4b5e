import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { VirtualGrid } from './VirtualGrid.tsx'

afterEach(cleanup)

const rows = Array.from({ length: 1000 }, (_, index) => ({ id: `r${index}`, name: `row ${index}` }))

function show(onEnd = vi.fn<() => void>()) {
  const next = vi.fn<() => void>()
  render(
    <VirtualGrid
      label="Things"
      rows={rows}
      keyOf={(row) => row.id}
      rowHeight={30}
      rowCount={5000}
      activeKey={null}
      isSelected={() => false}
      onEnd={onEnd}
      columns={[
        { key: 'name', title: 'Name', track: '1fr', render: (row) => row.name, sort: { now: 'ascending', next } },
      ]}
    />,
  )
  return { next, onEnd }
}

test('draws a few of a thousand rows, and says how many there are', () => {
  const { onEnd } = show()
  const table = screen.getByRole('table', { name: 'Things' })
  expect(table.getAttribute('aria-rowcount')).toBe('5001')
  const drawn = within(table).getAllByRole('row')
  expect(drawn.length).toBeLessThan(60)
  expect(drawn[1]?.getAttribute('aria-rowindex')).toBe('2')
  expect(drawn[1]?.textContent).toBe('row 0')
  expect(onEnd).not.toHaveBeenCalled()
})

test('a heading says how it sorts and is a button', () => {
  const { next } = show()
  expect(screen.getByRole('columnheader').getAttribute('aria-sort')).toBe('ascending')
  screen.getByRole('button', { name: 'Name' }).click()
  expect(next).toHaveBeenCalledOnce()
})
