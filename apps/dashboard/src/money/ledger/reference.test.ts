import { expect, test } from 'vitest'
import { referenceProblem } from './reference.ts'

test.each([
  [' ', 'MISSING'],
  ['7', null],
  ['ICBC 20261129-00018', null],
  // thirteen digits whose last one checks the others
  ['ICBC 2026112900017', 'CARD_NUMBER'],
  ['ICBC 20261129N00017', null],
])('a transfer under %j: %s', (text, problem) => expect(referenceProblem(text)).toBe(problem))
