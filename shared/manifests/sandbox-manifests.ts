import type { FoundFinding } from '../workloads/finding.ts';
import type { SandboxedVm } from '../workloads/pods/sandboxed-vm.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import { collectEdits } from './collect-edits.ts';
import { composeDocuments } from './compose-documents.ts';
import { factsOf, judgeManifest } from './judge-manifest.ts';
import { knownClasses } from './known-classes.ts';
import { listObjects, type ManifestObject } from './list-objects.ts';
import { createLineFinder } from './manifest-mistake.ts';
import { nameOf } from './name-of.ts';
import { planChange, type Replacement } from './plan-change.ts';
import { applyEdits } from './plan-edit.ts';
import { readTemplateOf } from './read-template-of.ts';
import { refuseStrange } from './refuse-strange.ts';
import { verifyEdited } from './verify-edited.ts';

/** What is to be done with manifests. */
export interface SandboxOrder {
  /** The RuntimeClass that pods get. */
  wanted: string;
  replace: Replacement;
  /** For objects that name none, as of `kubectl --namespace`. */
  namespace: string;
  policy: SandboxPolicy;
}

/** What became of one object of a stream, and what the rules say of its pods. */
export interface ManifestResult {
  /** Counts the objects of the stream from 0, those in lists one by one. */
  index: number;
  /** Counts the documents of the stream from 0. */
  document: number;
  /** Where the object begins; counts from 1. */
  line: number;
  apiVersion: string;
  kind: string;
  namespace: string | null;
  name: string;
  changed: boolean;
  /** Of its pods, as the manifest that is answered has it; null where they have none, and for what makes no pods. */
  runtimeClassName: string | null;
  vm: SandboxedVm | null;
  findings: FoundFinding[];
  notes: string[];
}

/**
 * Lets the pods of manifests run in sandboxes: puts the RuntimeClass in, and changes nothing else of the text. What
 * makes no pods passes through. Doing it twice is doing it once. Throws ManifestMistake, and then nothing is answered.
 */
export function sandboxManifests(text: string, order: SandboxOrder): { text: string; results: ManifestResult[] } {
  const objects = readObjects(text);
  const lineOf = createLineFinder(text);
  const judged = objects.map((object, index) =>
    judgeObject(text, object, { index, line: lineOf(object.offset) }, order),
  );
  const edits = collectEdits(
    text,
    objects.filter((_, index) => judged[index]?.changed),
    order.wanted,
  );
  const edited = applyEdits(text, edits);
  if (edits.length > 0) verifyEdited({ text, objects }, readObjects(edited), judged);
  return { text: edited, results: judged };
}

function readObjects(text: string): ManifestObject[] {
  const documents = composeDocuments(text);
  refuseStrange(text, documents);
  return listObjects(text, documents);
}

function judgeObject(
  text: string,
  object: ManifestObject,
  found: Pick<ManifestResult, 'index' | 'line'>,
  order: SandboxOrder,
): ManifestResult {
  const { apiVersion, kind, documentIndex: document } = object;
  const { name, namespace } = nameOf(object);
  const place = { ...found, document, apiVersion, kind, namespace, name };
  const template = readTemplateOf(text, object);
  if (!template) return { ...place, ...passed(object) };
  const pod = factsOf(object, template, order.namespace);
  const classes = knownClasses(order.wanted, [pod.runtimeClassName]);
  const { change, note } = planChange(pod, classes, order);
  const runtimeClassName = change ? order.wanted : pod.runtimeClassName;
  const judged = judgeManifest({ ...pod, runtimeClassName }, classes, order.policy);
  const daemons = object.kind === 'DaemonSet' && runtimeClassName !== null ? [onKataNodesOnly] : [];
  return { ...place, changed: change, runtimeClassName, ...judged, notes: [...(note ? [note] : []), ...daemons] };
}

const onKataNodesOnly = 'Its pods run on Kata nodes alone: the RuntimeClass selects them.';

function passed({ kind, podPath }: ManifestObject) {
  const note =
    podPath === null
      ? `Passed through: ${kind || 'an object without kind'} makes no pods that are known here.`
      : noPods;
  return { changed: false, runtimeClassName: null, vm: null, findings: [], notes: [note] };
}

const noPods = 'Passed through: it has no pod spec.';
