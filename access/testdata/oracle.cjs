// Answers requests by the inner engine of @cloud-copilot/iam-simulate, a line of JSON for a line of JSON, so that another's
// understanding of IAM judges ours. The folder with its node_modules is the first argument.
'use strict'
const { createRequire } = require('node:module')
const path = require('node:path')
const readline = require('node:readline')

const modules = path.join(path.resolve(process.argv[2]), 'node_modules', '@cloud-copilot')
const inner = (file) => require(path.join(modules, 'iam-simulate', 'dist', 'cjs', file))
const { authorize } = inner('core_engine/CoreSimulatorEngine.js')
const { AwsRequestImpl } = inner('request/request.js')
const { RequestContextImpl } = inner('requestContext.js')
const { DiscoveryContextKeyConstraints } = inner('context_keys/discoveryContextKeyConstraints.js')
const { runSimulation, runUnsafeSimulation } = createRequire(path.join(modules, 'x.js'))('@cloud-copilot/iam-simulate')
const { loadPolicy } = createRequire(path.join(modules, 'iam-simulate', 'index.js'))('@cloud-copilot/iam-policy')

const policy = (p) => (p ? loadPolicy(p.policy, { name: p.name }) : undefined)
const policies = (list) => (list ?? []).map(policy)
const levels = (list) => (list ?? []).map((level, i) => ({ orgIdentifier: `level-${i}`, policies: policies(level) }))

const everything = {
  name: 'RCPFullAWSAccess',
  policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } }
}

function answer(c) {
  const request = new AwsRequestImpl(
    c.anonymous ? { type: 'Anonymous' } : c.principal,
    { resource: c.resource, accountId: c.owner },
    c.action,
    new RequestContextImpl(c.context),
    c.resource === '*'
  )
  const { result } = authorize({
    request,
    sessionPolicy: policy(c.session),
    identityPolicies: policies(c.identity),
    serviceControlPolicies: levels(c.scps),
    resourceControlPolicies: levels((c.rcps ?? []).map((level) => [everything, ...level])),
    resourcePolicy: policy(c.resourcePolicy),
    permissionBoundaries: c.boundary ? [policy(c.boundary)] : undefined,
    vpcEndpointPolicies: c.endpoint ? [policy(c.endpoint)] : undefined,
    simulationParameters: { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) },
    serviceSettings: { s3: { blockPublicAccess: c.blockPublicAccess === true, bucketAbacEnabled: false } }
  })
  return result
}

// Its outer engines check a request before they judge it.
async function outer(c) {
  const simulation = {
    request: {
      principal: c.anonymous ? { type: 'Anonymous' } : c.principal,
      action: c.action,
      resource: { resource: c.resource, accountId: c.owner },
      contextVariables: c.context
    },
    identityPolicies: c.identity ?? [],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: c.resourcePolicy?.policy
  }
  if (c.engine === 'unsafe') return runUnsafeSimulation(simulation, {}).analysis.result
  const result = await runSimulation(simulation, {})
  return result.overallResult ?? JSON.stringify(result.errors)
}

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const c = JSON.parse(line)
  let reply
  try {
    reply = { id: c.id, decision: c.engine ? await outer(c) : answer(c) }
  } catch (error) {
    reply = { id: c.id, error: String(error && error.stack) }
  }
  process.stdout.write(JSON.stringify(reply) + '\n')
})
