/** The embedded server cannot run; the message says what stands in the way and what to do. */
export class EmbeddedFault extends Error {
  override name = 'EmbeddedFault'
}
