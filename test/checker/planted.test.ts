/** A few planted defects on every run; `npm run test:planted` plants them all. */
import { test } from 'node:test'
import { defects, requireCaught, requireClean, requireFits } from './planted/planted.ts'

const scenario = 'lost-answer'
const planted = defects.filter(({ name }) => ['new-id-on-retry', 'event-skipped'].includes(name))

test('the checker finds nothing in an honest service whose answer was lost', () => requireClean(scenario))

for (const defect of planted) {
  test(`${defect.breaks} catches "${defect.name}" in the real service`, () => requireCaught(defect))
}

test('every planted defect still fits the code, so that a change of the code brings its patch along', () => {
  for (const defect of defects) requireFits(defect)
})
