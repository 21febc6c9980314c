// The worlds: what nobody knows about Amazon, what is assumed now, and ready-made other answers.

import { type Html, html } from '../../html.ts'
import type { CurrentWorld } from '../../world/current-world.ts'
import { KNOWN_WORLDS, type KnownWorld } from '../../world/known-world.ts'
import { WORLD } from '../../world/question.ts'
import { controlPage, PATHS } from './control-page.ts'
import { prose } from './prose.ts'

export function worldsPage(world: CurrentWorld, done: unknown): string {
  return controlPage({
    name: 'worlds',
    title: 'Worlds',
    lead: html`Nobody outside Amazon knows the answers to these questions. A world is one set of answers; a service
that is right in all of them need not know which one is true.`,
    done,
    body: html`<div class="columns">
<section class="beside"><h2>Worlds by name</h2>${choices(world)}</section>
<section><h2>Assumed now</h2>${questions(world)}</section>
</div>`,
  })
}

/** What the current world is called, for a person. */
export function worldName(world: CurrentWorld): string {
  return differences(world).length === 0 ? 'as at the start' : (world.name() ?? 'of your own making')
}

function differences(world: CurrentWorld): string[] {
  const [now, initial] = [Object.entries(world.now()), Object.entries(world.initial)]
  const written = (entries: readonly (readonly [string, unknown])[]) =>
    entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  const before = written(initial)
  return written(now).filter(member => !before.includes(member))
}

function questions(world: CurrentWorld): Html {
  const changed = differences(world).map(member => member.split(':')[0])
  const rows = Object.entries(world.now()).map(([name, value]) => {
    const shape = WORLD.shape[name as keyof typeof WORLD.shape]
    const tag = changed.includes(name) ? html` <span class="tag unsure">changed</span>` : html``
    return html`<dt><code>${name}</code></dt><dd><code>${JSON.stringify(value)}</code>${tag}<br>
<span class="soft">${prose(shape.description ?? '')}</span></dd>
`
  })
  return html`<dl class="pairs">${rows}</dl>`
}

function choices(world: CurrentWorld): Html {
  const start = { name: '', about: 'What the emulator started with', members: {} }
  const current = differences(world).length === 0 ? '' : world.name()
  const items = [start, ...KNOWN_WORLDS].map(known => choice(known, known.name === current))
  return html`<form method="post" action="${PATHS.worlds}"><ul class="plain">${items}</ul></form>`
}

function choice({ name, about, members }: KnownWorld, current: boolean): Html {
  const label = name || 'As at the start'
  const made = Object.entries(members).map(([member, value]) => `${member}: ${JSON.stringify(value)}`)
  const button = current
    ? html`<span class="tag good">now</span>`
    : html`<button type="submit" class="remove" name="world" value="${name}" aria-label="Enter: ${label}">Enter</button>`
  return html`<li class="head"><span><strong>${label}</strong><br>${about}<br>
<span class="soft mono">${made.join(', ')}</span></span>${button}</li>
`
}
