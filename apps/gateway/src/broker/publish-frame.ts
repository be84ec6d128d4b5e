/** First byte of a PUBLISH with QoS 0, not retained, not repeated. */
const PUBLISH_QOS_0 = 0x30

/** A PUBLISH of MQTT 3.1.1 with QoS 0 as it stands on the wire. Topic in ASCII. */
export function publishFrame(topic: string, payload: Uint8Array): Buffer {
  const remaining = 2 + topic.length + payload.length
  const head = remaining < 128 ? 2 : remaining < 16_384 ? 3 : 4
  const frame = Buffer.allocUnsafe(head + remaining)
  frame[0] = PUBLISH_QOS_0
  let at = 1
  for (let rest = remaining; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      frame[at++] = rest
      break
    }
    frame[at++] = (rest % 128) | 128
  }
  at = frame.writeUInt16BE(topic.length, at)
  at += frame.write(topic, at, 'latin1')
  frame.set(payload, at)
  return frame
}
