import { describe, expect, it } from 'vitest'
import { Ages } from './ages.ts'

function spoken(): Ages {
  const ages = new Ages(2)
  ages.said(0, 5, 100)
  ages.said(0, 6, 400)
  return ages
}

describe('ages of rows', () => {
  it('counts from the first thing that the row does not hold', () => {
    const ages = spoken()
    expect([ages.ageOf(0, 0, 1_000), ages.ageOf(0, 4, 1_000), ages.ageOf(0, 5, 1_000)]).toEqual([900, 900, 600])
  })

  it('is nothing where the row holds the newest, or nothing was said', () => {
    const ages = spoken()
    expect([ages.ageOf(0, 6, 1_000), ages.ageOf(1, 0, 1_000)]).toEqual([0, 0])
  })

  it('is never negative for what was said after the look began', () => {
    expect(spoken().ageOf(0, 5, 300)).toBe(0)
  })

  it('tells which rows are the newest', () => {
    const ages = spoken()
    expect([ages.isNewest(0, 0), ages.isNewest(0, 5), ages.isNewest(0, 6), ages.isNewest(1, 0)]).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('refuses a terminal that is not there', () => {
    expect(() => spoken().said(2, 1, 0)).toThrow('there is no terminal 2')
  })
})
