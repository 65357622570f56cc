import { controlTitles } from '../../workloads/control-catalogue.ts';
import { controlsOfProof, controlsThatNeedProof } from '../model/controls-of-proof.ts';

const nist = /^NIST-800-53 ([A-Z]{2})-(\d+)(?:\((\d+)\))?$/;

/** Controls of NIST SP 800-53 by the ids of NIST's own OSCAL catalogue: `SC-39` is `sc-39`, `CM-6(1)` is `cm-6.1`. */
export interface OscalControl {
  id: string;
  title: string;
}

/** The control in OSCAL's words; null for one of another catalogue, which OSCAL would need a catalogue for. */
export function toOscalControl(control: string): OscalControl | null {
  const [, family, number, enhancement] = nist.exec(control) ?? [];
  if (!family || !number) return null;
  const title = Object.hasOwn(controlTitles, control) ? controlTitles[control as keyof typeof controlTitles] : control;
  return { id: `${family.toLowerCase()}-${number}${enhancement ? `.${enhancement}` : ''}`, title };
}

/** Of the controls that a proof is evidence for, those of NIST. */
export const provenControls = controlsOfProof.flatMap((control) => toOscalControl(control) ?? []);

/** Of the controls that do not hold without a proof, those of NIST. */
export const controlsInNeed = controlsThatNeedProof.flatMap((control) => toOscalControl(control) ?? []);
