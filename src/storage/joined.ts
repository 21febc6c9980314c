/** Rows that hold several things: a column is named after the thing it belongs to, and the row is taken apart again. */

export type Joined<Things> = {
  /** All that is selected, for a query whose subqueries have the names of the things. */
  readonly columns: string
  readonly apart: (row: object) => Things
}

/** `selected` has the columns of each thing's subquery. */
export function joined<Things>(selected: Readonly<Record<keyof Things & string, string>>): Joined<Things> {
  const places = Object.entries<string>(selected).flatMap(([thing, columns]) =>
    namesOf(columns).map(name => ({ thing, name, key: `${thing}.${name}` })),
  )
  return {
    columns: places.map(({ thing, name, key }) => `"${thing}"."${name}" as "${key}"`).join(', '),
    apart: row => {
      const values = row as Readonly<Record<string, unknown>>
      const things: Record<string, Record<string, unknown>> = {}
      for (const { thing, name, key } of places) {
        things[thing] ??= {}
        things[thing][name] = values[key]
      }
      return things as Things
    },
  }
}

/** As a query that selects these columns names them. */
function namesOf(columns: string): string[] {
  return columns.split(',').map(column => /(\w+)"?\s*$/.exec(column)?.[1] ?? '')
}
