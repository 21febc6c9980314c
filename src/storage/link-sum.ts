/** What links are worth together. */

/**
 * In minor units, and no more than a number can hold exactly: many links of a large amount may come to more than anybody
 * could ever pay. `filter` narrows the links, as SQL.
 */
export function worthOf(filter = 'true'): string {
  return `least(coalesce(sum(amount_minor) filter (where ${filter}), 0), ${Number.MAX_SAFE_INTEGER})::bigint`
}
