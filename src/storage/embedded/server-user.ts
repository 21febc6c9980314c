/**
 * The operating system user the embedded PostgreSQL runs as: PostgreSQL refuses to run as root, so a service
 * started as root drops to `nobody`. Which directories that user can use is the business of data-dir.ts.
 */

/** uid and gid of `nobody` on every common Linux; initdb wants a passwd entry for its user, and this one has it. */
const NOBODY = 65534

export type ServerUser = { uid: number; gid: number }

/** The user to drop to, or null where the server runs as the user of this program. */
export function serverUser(): ServerUser | null {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null
}
