/**
 * The one error type for broken expectations that a person can mend. `message` is safe to show: it names
 * the field and the fix and holds no secret. Anything else that is thrown is a bug and stays internal.
 */

export type DomainErrorCode = 'invalid-input' | 'not-found' | 'conflict' | 'configuration' | 'unavailable'

export class DomainError extends Error {
  readonly code: DomainErrorCode

  constructor(code: DomainErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DomainError'
    this.code = code
  }
}
