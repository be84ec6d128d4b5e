export { type DiagnosisView, diagnosesOf } from './diagnoses.ts'
