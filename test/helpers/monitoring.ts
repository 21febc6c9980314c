/** What the dashboard and the alert rules in deploy/ ask for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const deploy = join(import.meta.dirname, '../../deploy')

const dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string().min(1),
      type: z.enum(['row', 'timeseries', 'stat']),
      targets: z.array(z.object({ expr: z.string().min(1) })).default([]),
    }),
  ),
})

const alerts = z.object({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Z]\w+$/),
          expr: z.string().min(1),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'look']) }),
          annotations: z.strictObject({ summary: z.string().min(1), action: z.string().min(1) }),
        }),
      ),
    }),
  ),
})

/** Every query of both, by where it stands. */
export function queries(): ReadonlyMap<string, string> {
  const { panels } = dashboard.parse(JSON.parse(readFileSync(join(deploy, 'grafana/dashboard.json'), 'utf8')))
  const { groups } = alerts.parse(parse(readFileSync(join(deploy, 'prometheus/alerts.yml'), 'utf8')))
  return new Map([
    ...panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }, index) => [`${title} ${index}`, expr] as const),
    ),
    ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)),
  ])
}

export type Selector = { readonly name: string; readonly labels: readonly string[] }

/** The series that a query selects, and the labels by which it does. */
export function selectorsIn(expr: string): Selector[] {
  return [...expr.matchAll(/\b((?:receive|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', inside = '']) => ({
      name,
      labels: [...inside.matchAll(/(\w+)\s*(?:=~|!=|=)/g)].map(([, label = '']) => label),
    }),
  )
}
