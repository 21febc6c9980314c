/**
 * Among the tables of a statement: its commit is answered before it is on disk, so that nobody waits for that. Only for
 * what may be lost to a power cut with no harm; not in a transaction of money, which it would make as forgetful.
 */
export const unsynced = "set_config('synchronous_commit', 'off', true)"
