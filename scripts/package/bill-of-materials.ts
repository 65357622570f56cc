import { ComponentScope, ComponentType, LifecyclePhase } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component, LicenseExpression, NamedLicense, SpdxLicense } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { isSupportedSpdxId } from '@cyclonedx/cyclonedx-library/SPDX';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import type { BundledPackage } from './bundled-packages.ts';

interface Application {
  name: string;
  version: string;
  license: string;
}

function toLicence(declared: string) {
  if (isSupportedSpdxId(declared)) return new SpdxLicense(declared);
  return / (OR|AND|WITH) /.test(declared) ? new LicenseExpression(declared) : new NamedLicense(declared);
}

function toComponent(type: ComponentType, fullName: string, version: string, licence: string): Component {
  const [group, name] = fullName.includes('/') ? (fullName.split('/') as [string, string]) : [undefined, fullName];
  const path = [group, name].filter((part) => part !== undefined).map(encodeURIComponent);
  const purl = `pkg:npm/${path.join('/')}@${version}`;
  const component = new Component(type, name, { version, purl, bomRef: purl, ...(group ? { group } : {}) });
  component.licenses.add(toLicence(licence));
  return component;
}

/**
 * The software bill of materials of the bundle, as CycloneDX 1.6 in JSON. It has neither a time nor a serial number: the
 * same sources give the same text. Throws when it would break the published schema.
 */
export async function renderBillOfMaterials(app: Application, packages: readonly BundledPackage[]): Promise<string> {
  const bom = new Bom();
  const root = toComponent(ComponentType.Application, app.name, app.version, app.license);
  bom.metadata.component = root;
  bom.metadata.lifecycles.add(LifecyclePhase.Build);
  // A package of one version may lie in several folders.
  const byPurl = new Map<string | undefined, Component>();
  for (const { name, version, licence } of packages) {
    const component = toComponent(ComponentType.Library, name, version, licence);
    component.scope = ComponentScope.Required;
    byPurl.set(component.purl, component);
  }
  for (const component of byPurl.values()) {
    bom.components.add(component);
    root.dependencies.add(component.bomRef);
  }
  const text = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6)).serialize(bom, { sortLists: true, space: 2 });
  const problems = await new JsonStrictValidator(Spec1dot6.version).validate(text);
  if (problems !== null) throw new Error(`The bill of materials breaks its schema: ${JSON.stringify(problems)}`);
  return `${text}\n`;
}
