export * from './labels.ts'
export * from './saved-view.ts'
export * from './registration-mapping.ts'
