import { configure } from '@testing-library/react'

/** A screen waits for what it shows as long as a busy machine may need, as every other test does. */
configure({ asyncUtilTimeout: 60_000 })
