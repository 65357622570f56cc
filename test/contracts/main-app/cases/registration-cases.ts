import assert from 'node:assert/strict';
import { ask } from '../../../support/functions-host/conformance-target.ts';
import { compareFunctions, type ListedFunction, readGoldenFunctions, toGoldenFunctions } from './golden-functions.ts';
import type { MainAppCase } from './main-app-case.ts';

export const registrationCases: readonly MainAppCase[] = [
  {
    name: 'registration: the functions and their bindings are those of functions.golden.json',
    needs: 'master-key',
    async run(target) {
      const answer = await ask(target, '/admin/functions');
      assert.equal(answer.status, 200, answer.text);
      const actual = toGoldenFunctions(answer.json() as ListedFunction[]);
      const differences = compareFunctions(readGoldenFunctions(), actual);
      assert.ok(
        differences.length === 0,
        `The app registers other functions than functions.golden.json says (- missing, + unexpected):\n${differences.join('\n')}\nIf that is meant: npm run test:host -- --write-golden`,
      );
    },
  },
];
