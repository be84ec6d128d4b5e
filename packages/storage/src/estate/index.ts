export { changeLabels, labelsByTerminal, labelsOf, simCardsOf } from './labels.ts'
export { keepView, type NewView, removeView, savedViewsByIds, savedViewsOf } from './saved-views.ts'
export { keepRegistrationMapping, registrationMappings } from './registration-mappings.ts'
