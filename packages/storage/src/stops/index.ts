export { heedStops, standingStops } from './heed.ts'
export * from './stops.ts'
export * from './sweep.ts'
