import { describe, expect, test } from 'vitest'
import { palettes, type Scheme } from './theme.ts'

/** WCAG 2.2, 1.4.3: text of ordinary size. */
const TEXT_CONTRAST_MIN = 4.5
/** WCAG 2.2, 1.4.11: edges of controls. */
const EDGE_CONTRAST_MIN = 3

function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

describe.each(['light', 'dark'] as const)('%s', (scheme: Scheme) => {
  const colour = palettes[scheme]
  const grounds = [colour.page, colour.surface, colour.raised, colour.selected]

  test.each(['text', 'quiet', 'accent', 'good', 'warn', 'bad'] as const)('%s can be read on every ground', (name) => {
    for (const ground of grounds) expect(contrast(colour[name], ground)).toBeGreaterThanOrEqual(TEXT_CONTRAST_MIN)
  })

  test.each([
    ['good', 'goodSoft'],
    ['warn', 'warnSoft'],
    ['bad', 'badSoft'],
    ['accent', 'accentSoft'],
    ['text', 'accentSoft'],
    ['onAccent', 'accent'],
    ['onAccent', 'accentHover'],
    ['onAccent', 'bad'],
  ] as const)('%s can be read on %s', (name, ground) => {
    expect(contrast(colour[name], colour[ground])).toBeGreaterThanOrEqual(TEXT_CONTRAST_MIN)
  })

  test('the edge of a control can be seen', () => {
    for (const ground of [colour.page, colour.surface, colour.raised]) {
      expect(contrast(colour.control, ground)).toBeGreaterThanOrEqual(EDGE_CONTRAST_MIN)
    }
  })
})
