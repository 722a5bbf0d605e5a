// @cloud-copilot/iam-simulate (AGPL-3.0), the evaluator behind iam-lens, called as its README says: runSimulation, with
// the caller's keys in contextVariables. A role session is named by its session ARN, its role's ARN with the path stands
// in aws:PrincipalArn; with PRINCIPAL=role the role's ARN is the principal, as iam-lens passes it.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  createValidatedPolicy,
  validateEndpointPolicy,
  validateIdentityPolicy,
  validateResourceControlPolicy,
  validateResourcePolicy,
  validateServiceControlPolicy
} from '@cloud-copilot/iam-policy'
import { anonymousPrincipal, getDenialReasons, runSimulation } from '@cloud-copilot/iam-simulate'

const layerOf = { pb: 'boundary' }

class Cannot extends Error {}

// oneSession joins several session policies, which the simulator has no place for, where that keeps their meaning.
function oneSession(documents) {
  if (!documents) return undefined
  if (documents.length === 1) return documents[0]
  const versions = new Set(documents.map((d) => d.Version ?? '2008-10-17'))
  if (versions.size > 1) throw new Cannot('policy: session policies of different versions')
  return { Version: documents[0].Version, Statement: documents.flatMap((d) => d.Statement) }
}

const fullAccess = (d) => {
  const s = [d.Statement].flat()
  return s.length === 1 && s[0].Effect === 'Allow' && s[0].Action === '*' && s[0].Resource === '*'
}

function named(prefix, documents, validate) {
  return (documents ?? []).map((d, i) => ({ name: `${prefix}${i}`, policy: createValidatedPolicy(d, validate) }))
}

function levels(prefix, given, validate) {
  return (given ?? []).map((documents, i) => ({
    orgIdentifier: `${prefix}-${i}`,
    policies: named(`${prefix}-${i}-`, documents, validate)
  }))
}

// refuse turns lines away that have what the simulator has no input for.
function refuse(line) {
  const user = line.request.principal.userArn
  if (user && JSON.stringify(line.policies.resource ?? null).includes(user)) {
    throw new Cannot('the user behind a federated session')
  }
}

function principalOf(caller) {
  if (caller.type === 'anonymous') return anonymousPrincipal
  if (caller.type === 'role-session' && process.env.PRINCIPAL === 'role') return caller.roleArn
  return caller.arn
}

// prepare reads a line once; the policies are validated and kept, as the library offers for many requests. Of the keys
// that the line itself sent, the simulator leaves out those that it does not know for the action: "sent" remembers them.
function prepare(line) {
  refuse(line)
  const { request, policies, known } = line
  const session = oneSession(policies.session)
  return {
    sent: Object.keys(request.context ?? {}),
    request: {
      principal: principalOf(request.principal),
      action: request.action,
      resource: { resource: request.resource, accountId: line.owner },
      contextVariables: known
    },
    sessionPolicy: session && createValidatedPolicy(session, validateIdentityPolicy),
    identityPolicies: named('identity', policies.identity, validateIdentityPolicy),
    // Unsigned callers have no SCPs, and the simulator wants none for them.
    serviceControlPolicies: request.principal.type === 'anonymous' ? [] :
      levels('scp', policies.scp, validateServiceControlPolicy),
    // RCPFullAWSAccess is added by the simulator itself.
    resourceControlPolicies: levels('rcp', policies.rcp?.map((level) => level.filter((d) => !fullAccess(d))),
      validateResourceControlPolicy),
    resourcePolicy: policies.resource && createValidatedPolicy(policies.resource, validateResourcePolicy),
    permissionBoundaryPolicies: policies.boundary && named('boundary', [policies.boundary], validateIdentityPolicy),
    vpcEndpointPolicies: policies.vpce && named('vpce', [policies.vpce], validateEndpointPolicy)
  }
}

// why lists what validation said, shortly.
function why(errors) {
  const found = JSON.stringify(errors).match(/"message":"[^"]*"/g) ?? []
  return [...new Set(found)].map((m) => m.slice(11, -1)).join('; ') || errors.message
}

async function decide(simulation) {
  const response = await runSimulation(simulation, {})
  if (response.resultType === 'error') return { error: why(response.errors) }
  const results = response.resultType === 'single' ? [response.result] : response.results
  const ignored = results.flatMap((r) => r.ignoredContextKeys ?? []).filter((key) => simulation.sent.includes(key))
  if (ignored.length > 0) return { cannot: `context key ${ignored[0]}` }
  if (response.overallResult === 'Allowed') return { decision: 'allow', kind: 'none', layers: ['none'] }
  const explicit = response.overallResult === 'ExplicitlyDenied'
  const layers = new Set()
  for (const result of results) {
    for (const reason of getDenialReasons(result.analysis)) {
      if ((reason.denialType === 'Explicit') === explicit) layers.add(layerOf[reason.policyType] ?? reason.policyType)
    }
  }
  return { decision: 'deny', kind: explicit ? 'explicit' : 'implicit', layers: [...layers] }
}

async function answer(text) {
  try {
    return await decide(prepare(JSON.parse(text)))
  } catch (error) {
    return error instanceof Cannot ? { cannot: error.message } : { error: String(error.message ?? error) }
  }
}

async function loop(what, times) {
  const text = readFileSync(0, 'utf8')
  const simulation = prepare(JSON.parse(text))
  for (let i = 0; i < times; i++) {
    await decide(what === 'whole' ? prepare(JSON.parse(text)) : simulation)
  }
  console.log(JSON.stringify(await decide(simulation)))
}

const [mode, what, times] = process.argv.slice(2)
if (mode === 'version') {
  const own = JSON.parse(readFileSync(new URL('node_modules/@cloud-copilot/iam-simulate/package.json', import.meta.url)))
  console.log('iam-simulate ' + own.version)
} else if (mode === 'loop') {
  await loop(what, Number(times))
} else {
  for await (const text of createInterface({ input: process.stdin })) console.log(JSON.stringify(await answer(text)))
}
