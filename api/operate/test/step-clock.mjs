// Loaded before the service: a host clock that SIGUSR2 moves, by the milliseconds in STEP_CLOCK.
import { readFileSync } from 'node:fs'

const real = Date.now
let offset = 0
Date.now = () => real() + offset
process.on('SIGUSR2', () => {
  offset = Number(readFileSync(process.env.STEP_CLOCK, 'utf8'))
})
