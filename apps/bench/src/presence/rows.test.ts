import { expect, it } from 'vitest'
import { type Measured, rowsOf } from './rows.ts'

const stored = { freshMs: 2_000, worstAgeMs: 600, looks: 4, missing: 0 }
const wave = { takenMs: 1_000, stored }
const fleet: Measured = {
  ...{ terminals: 1_000, lanes: 1, openFiles: 20_000 },
  bare: { connectedMs: 500, residentBytes: 1_024 ** 2, takenMs: 100 },
  ours: {
    ...{ connectedMs: 2_000, residentBytes: 2 * 1_024 ** 2, held: 1_000, online: 1_000, onlineMs: 4_000 },
    ...{ atOnce: [wave], spread: wave },
  },
}
const holds = (one: Measured) => rowsOf(one).map((row) => row.holds)

it('holds when all are held, online and stored in time', () => {
  expect(holds(fleet)).toEqual([true, true, true, true, true])
  expect(rowsOf(fleet).map(({ ratio }) => ratio)).toEqual([0.25, 2, null, 0.05, null])
})

it('does not hold with one connection, terminal or row less, or a row that is too old', () => {
  const { ours } = fleet
  const short = (part: Partial<typeof stored>) => ({ ...wave, stored: { ...stored, ...part } })
  expect(holds({ ...fleet, ours: { ...ours, held: 999 } })[1]).toBe(false)
  expect(holds({ ...fleet, ours: { ...ours, online: 999 } })[2]).toBe(false)
  expect(holds({ ...fleet, ours: { ...ours, atOnce: [wave, short({ missing: 1 }), wave] } })[3]).toBe(false)
  expect(holds({ ...fleet, ours: { ...ours, spread: short({ missing: 1 }) } })[4]).toBe(false)
  expect(holds({ ...fleet, ours: { ...ours, spread: short({ worstAgeMs: 1_001 }) } })[4]).toBe(false)
})
