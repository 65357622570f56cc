import { expect, test } from '@jest/globals';
import { createVirtualClock } from '../../../emulator/functions-host/durable/hub/virtual-clock.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A real clock that the test moves, on a machine whose timers fire only when the test lets them. */
function createLateMachine(steady = false) {
  let nowMs = 0;
  let waiting: (() => void) | undefined;
  const real = {
    now: () => nowMs,
    after(_delayMs: number, run: () => void) {
      waiting = run;
      return () => {
        waiting = undefined;
      };
    },
  };
  return {
    clock: createVirtualClock(real, { speed: 600, offsetMs: 0, notBeforeMs: 0, steady }),
    pass(ms: number) {
      nowMs += ms;
    },
    ring: () => waiting?.(),
  };
}

test('an idle clock stands still at the timer that it waits for, however late that comes', () => {
  const { clock, pass, ring } = createLateMachine();
  clock.setIdle(true);
  const seen: number[] = [];
  clock.at(10 * minute, hour, () => seen.push(clock.now()));
  pass(500);
  seen.push(clock.now());
  pass(10_000);
  seen.push(clock.now());
  ring();
  expect(seen).toEqual([5 * minute, 10 * minute, 10 * minute]);
});

test('a clock that is not idle goes on beyond a timer, at the pace of real time', () => {
  const { clock, pass } = createLateMachine();
  clock.at(10 * minute, hour, () => undefined);
  pass(hour);
  expect(clock.now()).toBe(hour);
});

test('work that comes while the clock stands finds no time gone', () => {
  const { clock, pass } = createLateMachine();
  clock.setIdle(true);
  clock.at(10 * minute, hour, () => undefined);
  pass(hour);
  clock.setIdle(false);
  pass(minute);
  expect(clock.now()).toBe(11 * minute);
});

test('a steady clock is as fast while something runs, and waits for no timer', () => {
  const { clock, pass } = createLateMachine(true);
  clock.setIdle(false);
  pass(500);
  const busy = clock.now();
  clock.setIdle(true);
  clock.at(10 * minute, hour, () => {});
  pass(1000);
  expect([busy, clock.now()]).toEqual([5 * minute, 15 * minute]);
});
