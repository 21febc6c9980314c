/** Every scenario on the honest service, and every planted defect; one after the other, because they measure time. */
import { test } from 'node:test'
import { defects, requireCaught, requireClean } from './planted.ts'

for (const scenario of new Set(defects.map(defect => defect.scenario))) {
  test(`the honest service breaks nothing in "${scenario}"`, () => requireClean(scenario))
}
for (const defect of defects) {
  test(`${defect.breaks} catches "${defect.name}"`, () => requireCaught(defect))
}
