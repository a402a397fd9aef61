/**
 * The package's bill of materials, CycloneDX 1.6 (ECMA-424) as JSON: what really ships, under which licence, where in
 * the package it lies, and which of Debian's packages it needs. The same input gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { ROOT } from '../../setup/paths.mjs';
import { conclude } from './licences.ts';
import { lockedIntegrity, type Part } from './parts.ts';
import type { Publisher } from './publisher.ts';

export interface SbomHead {
  readonly package: string;
  readonly version: string;
  /** Debian's name of the processor. */
  readonly arch: string;
  readonly description: string;
  readonly publisher: Publisher;
  readonly debian: DebianNeeds;
}

/** As in the control file: names, each with the version that it must have at least, or alternatives. */
export interface DebianNeeds {
  readonly depends: readonly string[];
  readonly recommends: readonly string[];
  readonly suggests: readonly string[];
}

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly name: string;
  readonly components?: readonly Component[];
  readonly [field: string]: unknown;
}

export function sbom(parts: readonly Part[], head: SbomHead): string {
  const self = `pkg:deb/foyer/${head.package}@${encodeURIComponent(head.version)}?arch=${head.arch}`;
  const debian = debianComponents(head.debian);
  const components = [...parts.map((part) => component(part, [])), ...debian];
  const made = timestamp();
  const supplier =
    head.publisher.name === null
      ? {}
      : { supplier: { name: head.publisher.name, contact: [{ email: head.publisher.email }] } };
  const body = {
    version: 1,
    metadata: {
      ...(made === null ? {} : { timestamp: made }),
      lifecycles: [{ phase: 'build' }],
      tools: {
        components: [{ type: 'application', name: 'tools/package/origin/sbom.ts', description: "Foyer's own build" }],
      },
      ...supplier,
      component: {
        type: 'application',
        'bom-ref': self,
        name: head.package,
        version: head.version,
        description: head.description,
        purl: self,
        ...supplier,
        licenses: [{ expression: 'EUPL-1.2', acknowledgement: 'declared' }],
        externalReferences: [
          ...(head.publisher.source === null ? [] : [{ type: 'vcs', url: head.publisher.source }]),
          ...(head.publisher.security === null ? [] : [{ type: 'security-contact', url: head.publisher.security }]),
        ],
      },
    },
    components,
    dependencies: [
      { ref: self, dependsOn: components.map((one) => one['bom-ref']).sort() },
      ...parts.map((part) => ({ ref: refOf(part, []), dependsOn: needed(part, parts) })),
    ],
  };
  const $schema = 'http://cyclonedx.org/schema/bom-1.6.schema.json';
  const document = { $schema, bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialNumber(body), ...body };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** Two editions of one package may ship: the folder tells them apart; what a binary contains, by what contains it. */
const refOf = (part: Part, inside: readonly string[]): string =>
  [...inside, part.folder === null || inside.length > 0 ? part.purl : `${part.purl}#${part.folder}`].join(' > ');

function kindOf({ name, file }: Part): string {
  if (file !== undefined) return 'data';
  return name === 'Electron' || name === 'Chromium' ? 'framework' : 'library';
}

function component(part: Part, inside: readonly string[]): Component {
  const concluded = conclude(part);
  if (!concluded.ok) throw new Error(concluded.error);
  const ref = refOf(part, inside);
  const integrity = part.folder === null || inside.length > 0 ? null : lockedIntegrity(part.folder);
  return {
    type: kindOf(part),
    'bom-ref': ref,
    name: part.name,
    ...(part.version === null ? {} : { version: part.version }),
    purl: part.purl.includes('@') || part.version === null ? part.purl : `${part.purl}@${part.version}`,
    ...(part.cpe === undefined
      ? {}
      : { cpe: part.cpe.split(':').length > 6 ? part.cpe : `${part.cpe}:${part.version ?? '*'}:*:*:*:*:*:*:*` }),
    licenses: [{ expression: concluded.expression, acknowledgement: 'concluded' }],
    ...(part.sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: part.sha256 }] }),
    // The archive in the registry, not what lies in the package.
    ...(integrity === null
      ? {}
      : {
          externalReferences: [
            { type: 'distribution', url: part.purl, hashes: [{ alg: 'SHA-512', content: integrity }] },
          ],
        }),
    evidence: { occurrences: part.places.map((location) => ({ location })) },
    ...(part.contains.length === 0 ? {} : { components: part.contains.map((one) => component(one, [...inside, ref])) }),
  };
}

const needed = (part: Part, parts: readonly Part[]): string[] => {
  // npm's own order: the nearest folder above that has it.
  const nearest = (name: string): Part | undefined =>
    parts
      .filter((one) => one.name === name && one.folder !== null)
      .filter(({ folder }) => reaches(part.folder, folder, name))
      .sort((a, b) => (b.folder?.length ?? 0) - (a.folder?.length ?? 0))[0];
  return [...new Set(part.needs.flatMap((name) => nearest(name) ?? []).map((one) => refOf(one, [])))].sort();
};
const reaches = (from: string | null, folder: string | null, name: string): boolean =>
  from !== null &&
  folder !== null &&
  `${from}/`.startsWith(folder.slice(0, folder.length - `node_modules/${name}`.length));

function debianComponents({ depends, recommends, suggests }: DebianNeeds): Component[] {
  const one =
    (scope: 'required' | 'optional') =>
    (needs: string): Component => {
      const [, name = needs, condition] = /^(\S+)(?: \(([^)]+)\))?$/.exec(needs) ?? [];
      // Which version a machine has, Debian decides; this says which is needed at least.
      return {
        type: 'library',
        'bom-ref': `debian ${name}`,
        name,
        purl: `pkg:deb/debian/${encodeURIComponent(name)}?distro=debian-12`,
        scope,
        ...(condition === undefined ? {} : { description: `version ${condition}` }),
      };
    };
  return [...depends.map(one('required')), ...[...recommends, ...suggests].map(one('optional'))];
}

/** A UUID of its contents (RFC 9562 § 5.8, version 8). */
function serialNumber(body: object): string {
  const bytes = createHash('sha256').update(JSON.stringify(body)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

/**
 * When what ships was last changed, not when it was built: `SOURCE_DATE_EPOCH` (reproducible-builds.org), or the
 * checkout's newest commit.
 */
function timestamp(): string | null {
  const seconds =
    process.env.SOURCE_DATE_EPOCH ??
    spawnSync('git', ['-C', ROOT, 'log', '-1', '--format=%ct'], { encoding: 'utf8' }).stdout?.trim() ??
    '';
  return /^\d+$/.test(seconds) ? new Date(Number(seconds) * 1_000).toISOString() : null;
}
