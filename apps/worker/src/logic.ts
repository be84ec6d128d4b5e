/** The worker without loops and processes: what a simulation drives step by step. */
export { Dispatcher } from './dispatcher.ts'
export { HostQuestions } from './host-questions.ts'
export { Rate } from './rate.ts'
