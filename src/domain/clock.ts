/** The time of day, injected so that tests can hold and move it. Leases and send times use the database's clock instead. */
export type Clock = () => Date
