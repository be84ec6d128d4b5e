import { isPackageGenuine } from '@budeng/protocol'
import { expect, test } from 'vitest'
import { memoryLines } from '../disk/line-file.ts'
import { type Flash, signSimulatedPackage, SimulatedSlots, versionThatFails } from './software.ts'

const slots = (tid: string, flash: Flash = memoryLines()) =>
  new SimulatedSlots({ model: 'A920', device: `d${tid}`, tid, version: '4.2.0', flash })
const starts = (version: string, tid: string): boolean => {
  const machine = slots(tid)
  machine.install(version)
  const isNew = machine.version() === version
  machine.rollback()
  expect(machine.version()).toBe('4.2.0')
  return isNew
}

test('a version starts on all machines, on none, or on all but the share that it names; each machine decides once for all', () => {
  const tids = Array.from({ length: 1_000 }, (_, n) => String(10_000_000 + n))
  const started = (version: string) => tids.filter((tid) => starts(version, tid))
  expect(started('5.0.0')).toHaveLength(1_000)
  expect(started(versionThatFails(100))).toEqual([])
  const most = started(versionThatFails(15))
  expect(most.length).toBeGreaterThan(800)
  expect(most.length).toBeLessThan(900)
  expect(started(versionThatFails(15))).toEqual(most)
})

test('what is installed outlives the process, and so does what it can go back to', () => {
  const flash: Flash = memoryLines()
  slots('10000001', flash).install('5.0.0')
  expect(slots('10000001', flash).version()).toBe('5.0.0')
  slots('10000001', flash).rollback()
  expect(slots('10000001', flash).version()).toBe('4.2.0')
  slots('10000001', flash).install('5.0.0')
  slots('10000001', flash).confirm()
  slots('10000001', flash).rollback()
  expect(slots('10000001', flash).version()).toBe('5.0.0')
  expect(slots('10000002', flash).version()).toBe('4.2.0')
})

test('its vendor is known to every simulated machine', () => {
  const about = { model: 'A920', version: '5.0.0', bytes: 1, sha256: 'A'.repeat(43) }
  const signed = { ...about, signature: signSimulatedPackage(about) }
  expect(isPackageGenuine(signed, slots('10000001').vendorKey)).toBe(true)
  expect(isPackageGenuine({ ...signed, bytes: 2 }, slots('10000001').vendorKey)).toBe(false)
})
