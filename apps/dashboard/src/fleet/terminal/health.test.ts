import { expect, test } from 'vitest'
import { readHealth } from './health.ts'

test('parts keep their facts, figures their units, single words stand together', () => {
  const health = {
    power: { source: 'MAINS', batteryPercent: 64 },
    network: { rsrpDbm: -97, rttMs: 48 },
    printer: 'PAPER_LOW',
  }
  expect(readHealth(health)).toEqual([
    { name: 'general', facts: [{ name: 'printer', value: { kind: 'word', text: 'PAPER_LOW' }, unit: null }] },
    {
      name: 'power',
      facts: [
        { name: 'source', value: { kind: 'word', text: 'MAINS' }, unit: null },
        { name: 'batteryPercent', value: { kind: 'number', number: 64 }, unit: '%' },
      ],
    },
    {
      name: 'network',
      facts: [
        { name: 'rsrpDbm', value: { kind: 'number', number: -97 }, unit: 'dBm' },
        { name: 'rttMs', value: { kind: 'number', number: 48 }, unit: 'ms' },
      ],
    },
  ])
})

test('yes and no are words', () => {
  expect(readHealth({ security: { tampered: false } })[0]?.facts[0]?.value).toEqual({ kind: 'word', text: 'NO' })
})

test.each([null, undefined, 'text', 7, {}, { power: {} }, { power: [] }, { power: null }])(
  '%j says nothing',
  (health) => {
    expect(readHealth(health)).toEqual([])
  },
)
