import { READING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** The terminal tells what it knows of itself. */
export const STATUS_GET: CommandTypeRule = { ...READING, type: 'STATUS_GET', tier: 'R0', effect: 'read' }
