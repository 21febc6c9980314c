/** Rows that hold several things: a column is named after the thing it belongs to, and the row is taken apart again. */

/** Selects all `columns` of a subquery called `thing`, in the form that `apart` takes apart. */
export function under(thing: string, columns: string): string {
  const names = columns.split(',').map(column => /(\w+)"?\s*$/.exec(column)?.[1])
  return names.map(name => `"${thing}"."${name}" as "${thing}.${name}"`).join(', ')
}

/** The things in a row, by name; `Things` says which columns were selected. */
export function apart<Things>(row: object): Things {
  const things: Record<string, Record<string, unknown>> = {}
  for (const [key, value] of Object.entries(row)) {
    const dot = key.indexOf('.')
    const thing = key.slice(0, dot)
    things[thing] ??= {}
    things[thing][key.slice(dot + 1)] = value
  }
  return things as Things
}
