/** The part of the library that is used: it ships no types. */
declare module 'iso_8583' {
  interface IsoError {
    readonly error: string
  }
  class Iso8583 {
    constructor(message?: Readonly<Partial<Record<number, string>>>, formats?: object)
    getBufferMessage(): Buffer | IsoError
    getIsoJSON(buffer: Buffer, config?: { readonly lenHeader?: boolean }): Record<string, string> | IsoError
  }
  export default Iso8583
}
