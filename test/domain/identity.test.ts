/** Which claims give which role: exactly what is written, and nothing to anybody else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRoleRules, roleOf } from '../../src/domain/identity.ts'

test('rules are read with claims like URLs, values with signs, and spaces around', () => {
  const text = 'https://acme.example/groups:ops=operator , cognito:groups:a=b=marketer,hd:acme.example=VIEWER'
  assert.deepEqual(parseRoleRules(text), [
    { claim: 'https://acme.example/groups', value: 'ops', role: 'operator' },
    { claim: 'cognito:groups', value: 'a=b', role: 'marketer' },
    { claim: 'hd', value: 'acme.example', role: 'viewer' },
  ])
})

test('of several roles the highest counts, whatever their order', () => {
  const rules = parseRoleRules('groups:a=marketer,groups:b=operator,groups:c=viewer')
  assert.equal(roleOf(rules, { groups: ['c', 'b', 'a'] }), 'operator')
  assert.equal(roleOf(rules, { groups: ['c', 'a'] }), 'marketer')
  assert.equal(roleOf(rules, { groups: ['d'] }), null)
})

test('a claim that everything has is no claim', () => {
  const rules = parseRoleRules('constructor:x=operator,__proto__:x=operator,toString:x=operator')
  assert.equal(roleOf(rules, {}), null)
  assert.equal(roleOf(rules, { groups: ['x'], constructor: ['y'] }), null)
})
