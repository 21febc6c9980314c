/** What the driver and the server say when no work can be done just now, told as one error. */
import { DomainError } from '../domain/errors.ts'

/**
 * SQLSTATE classes of a server that cannot be reached or takes no work now: connection exceptions, no such database,
 * no room, not ready, shutting down, a disk that fails, a replica, and work given up because others held it up. The rest of
 * the list is Node's and the driver's own words for the same.
 */
const unavailable =
  /^(08|25006|3D|40P01|53|55000|55P03|57014|57P|58|ECONN|EHOST|ENET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)|Connection terminated|is not queryable|timeout exceeded when trying to connect/

/** `unavailable` for a database that is away; any other error as it is. */
export function away(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (![code, message].some(word => typeof word === 'string' && unavailable.test(word))) return error
  return new DomainError('unavailable', 'the database cannot be reached just now', { cause: error })
}

/**
 * Whether the server takes no writes: after a failover a connection may lead to the one that was the primary before, and
 * the next one elsewhere.
 */
export function isReadOnly(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return (error as { code?: unknown }).code === '25006' || isReadOnly(error.cause)
}
