export * from './watch-window.ts'
