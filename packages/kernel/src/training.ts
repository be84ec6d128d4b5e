/**
 * Simulated terminals for people who learn carry serial numbers of their own. A device is what its serial number says, and
 * an enrolment code is bound to one: so nothing real enrols where people learn, and nothing simulated where they work.
 */
export const TRAINING_SERIAL_PREFIX = 'TRAINING-'
