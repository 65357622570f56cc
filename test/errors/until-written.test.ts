import { describe, expect, test } from '@jest/globals';
import { lostRace, untilWritten } from '../../shared/errors/until-written.ts';

describe('untilWritten', () => {
  test('decides afresh until nobody wrote in between', async () => {
    let tries = 0;
    expect(await untilWritten('The row', async () => (++tries < 3 ? lostRace : tries))).toBe(3);
  });

  test('takes null for an answer like any other', async () => {
    expect(await untilWritten('The row', async () => null)).toBeNull();
  });

  test('gives up with an error that waiting heals, and says what changed all the time', async () => {
    let tries = 0;
    const losing = untilWritten(
      'The row',
      async () => {
        tries++;
        return lostRace;
      },
      4,
    );
    await expect(losing).rejects.toMatchObject({
      code: 'PreconditionFailed',
      retryable: true,
      message: 'The row was changed by others 4 times meanwhile.',
    });
    expect(tries).toBe(4);
  });

  test('tries nothing again after an error of another kind', async () => {
    let tries = 0;
    const failing = untilWritten('The row', async () => {
      tries++;
      throw new Error('It broke.');
    });
    await expect(failing).rejects.toThrow('It broke.');
    expect(tries).toBe(1);
  });
});
