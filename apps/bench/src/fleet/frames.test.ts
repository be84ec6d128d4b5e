import { expect, it } from 'vitest'
import { PreparedFrames } from './frames.ts'
import { Speaker } from './speaker.ts'

const device = { id: 'dev_1', mqttSecret: '', acquirer: 'a', tid: '00000001', up: Buffer.alloc(32) }

it('takes each message once and in order, over top-ups and beyond what was prepared', () => {
  const frames = new PreparedFrames([new Speaker(device)], (speaker) => {
    speaker.changingFault()
    return speaker.reports
  })
  frames.topUp(3)
  const taken = [frames.take(0), frames.take(0)]
  frames.topUp(2)
  expect([frames.look(0, 0), frames.look(0, 1), frames.look(0, 2)]).toEqual([3, 4, 3])
  taken.push(frames.take(0), frames.take(0), frames.take(0))
  frames.topUp(1)
  taken.push(frames.take(0))
  expect(taken).toEqual([1, 2, 3, 4, 5, 6])
})
