import { DAY } from '@budeng/kernel'

/** How far back recoveries of a terminal speak for or against a cause. */
export const TRIED_BACK_MS = DAY
/** Others that are looked at around one terminal: of its store, its cell, and those that somebody looks after beside it. */
export const STORE_OTHERS_MAX = 50
export const CELL_OTHERS_MAX = 100
export const BESIDE_OTHERS_MAX = 200
/** So many recoveries of its own model say more than those of all models. */
export const MODEL_RUNS_MIN = 5
