// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from 'vitest';
import { gateName, gatePause, gatePresent, gateWant, isLater, SHUT, type Gate } from './gate';
import type { Source } from './slots';

const A: Source = { member: 'a', kind: 'camera' };
const B: Source = { member: 'b', kind: 'camera' };
const A_SCREEN: Source = { member: 'a', kind: 'screen' };
const TOP = 0xffffffff;

type Step = (gate: Gate) => Gate;
const want = (source: Source | null, gen: number): Step => (g) => gateWant(g, source, gen);
const name = (gen: number, source: Source | null, after?: number): Step => (g) => gateName(g, gen, source, after);
const frame = (rtp: number): Step => (g) => gatePresent(g, rtp);
const pause: Step = (g) => gatePause(g);
const run = (...steps: Step[]): boolean => steps.reduce<Gate>((g, step) => step(g), SHUT).open;

describe('gate', () => {
  const table: [string, boolean, Step[]][] = [
    ['nothing happened', false, []],
    ['wanted only', false, [want(A, 1)]],
    ['wanted and named, no frame', false, [want(A, 1), name(1, A)]],
    ['wanted and a frame, not named', false, [want(A, 1), frame(5)]],
    ['named, then a frame', true, [want(A, 1), name(1, A), frame(5)]],
    ['a frame, then named', true, [want(A, 1), frame(5), name(1, A)]],
    ['frame before the switch', false, [want(A, 1), name(1, A, 10), frame(9)]],
    ['last frame before the switch', false, [want(A, 1), name(1, A, 10), frame(10)]],
    ['first frame after the switch', true, [want(A, 1), name(1, A, 10), frame(11)]],
    ['frame before the switch, then named', false, [want(A, 1), frame(9), name(1, A, 10)]],
    ['frame after the switch, then named', true, [want(A, 1), frame(11), name(1, A, 10)]],
    ['late by wrapping round', true, [want(A, 1), name(1, A, TOP), frame(0)]],
    ['early by wrapping round', false, [want(A, 1), name(1, A, 0), frame(TOP)]],
    ['half the circle is not later', false, [want(A, 1), name(1, A, 0), frame(0x80000000)]],
    ['just below half the circle', true, [want(A, 1), name(1, A, 0), frame(0x7fffffff)]],
    ['another one named', false, [want(A, 1), name(1, B), frame(5)]],
    ['the screen of the same person named', false, [want(A, 1), name(1, A_SCREEN), frame(5)]],
    ['left empty', false, [want(A, 1), name(1, null), frame(5)]],
    ['an answer to an earlier message', false, [want(B, 1), want(A, 2), name(1, A), frame(5)]],
    ['an answer to a later message', true, [want(A, 1), name(2, A), frame(5)]],
    ['changed: blank at once', false, [want(A, 1), name(1, A), frame(5), want(B, 2)]],
    ['changed: frames of the former one', false, [want(A, 1), name(1, A), frame(5), want(B, 2), frame(6), frame(7)]],
    ['changed: the former answer again', false, [want(A, 1), name(1, A), frame(5), want(B, 2), name(1, A), frame(6)]],
    ['changed: named, former frames', false, [want(A, 1), name(1, A), frame(5), want(B, 2), frame(6), name(2, B, 7), frame(7)]],
    ['changed: named, new frame', true, [want(A, 1), name(1, A), frame(5), want(B, 2), frame(6), name(2, B, 7), frame(8)]],
    ['there and back, first answer', false, [want(A, 1), want(B, 2), want(A, 3), name(1, A), frame(5)]],
    ['there and back, middle answer', false, [want(A, 1), want(B, 2), want(A, 3), name(2, B), frame(5)]],
    ['there and back, last answer', true, [want(A, 1), want(B, 2), want(A, 3), name(3, A, 4), frame(5)]],
    ['emptied', false, [want(A, 1), name(1, A), frame(5), want(null, 2)]],
    ['emptied, frames go on', false, [want(A, 1), name(1, A), frame(5), want(null, 2), name(2, null), frame(6)]],
    ['wanted again unchanged', true, [want(A, 1), name(1, A), frame(5), want(A, 2)]],
    ['unchanged, answered again', true, [want(A, 1), name(1, A, 3), frame(5), want(A, 2), name(2, A, 3)]],
    ['unchanged, but another one named later', false, [want(A, 1), name(1, A), frame(5), name(2, B, 6)]],
    ['unchanged, but emptied later', false, [want(A, 1), name(1, A), frame(5), name(2, null)]],
    ['named anew with a later switch', false, [want(A, 1), name(1, A), frame(5), name(2, A, 8), frame(7)]],
    ['named anew, frame after it', true, [want(A, 1), name(1, A), frame(5), name(2, A, 8), frame(9)]],
    ['paused', false, [want(A, 1), name(1, A), frame(5), pause]],
    ['paused: the standing frame again', false, [want(A, 1), name(1, A), frame(5), pause, frame(5)]],
    ['paused, then a new frame', true, [want(A, 1), name(1, A), frame(5), pause, frame(6)]],
    ['paused, answered again, standing frame', false, [want(A, 1), name(1, A, 2), frame(5), pause, name(2, A, 2), frame(5)]],
    ['paused before any frame', true, [want(A, 1), pause, name(1, A), frame(5)]],
    ['paused twice', true, [want(A, 1), name(1, A), frame(5), pause, pause, frame(6)]],
    ['paused, then another one', true, [want(A, 1), name(1, A), frame(9), pause, want(B, 2), name(2, B, 3), frame(4)]],
    ['stays open when the circle comes round', true,
      [want(A, 1), name(1, A, 0), frame(1), frame(0x7fffffff), frame(0xfffffff0), frame(0)]],
  ];
  test.each(table)('%s: %s', (_name, expected, steps) => {
    expect(run(...steps)).toBe(expected);
  });

  test.each([[1, 0, true], [0, 1, false], [0, 0, false], [0, TOP, true], [TOP, 0, false], [0x7fffffff, 0, true],
    [0x80000000, 0, false], [0x80000001, 2, true]])('%i later than %i: %s', (a, b, expected) => {
    expect(isLater(a, b)).toBe(expected);
  });
});

// Every interleaving of a client that changes its mind, a server that answers late, and frames that travel apart from the
// answers: whatever happens, an open gate shows a frame of the source that is wanted.
describe('no interleaving shows the wrong person', () => {
  interface Frame { rtp: number; owner: string | null }
  interface World {
    gate: Gate;
    gen: number;
    requests: { gen: number; source: Source | null }[];
    serverSource: Source | null;
    rtp: number;
    sent: boolean;
    lastOfFormer: number | null;
    answers: { gen: number; source: Source | null; after: number | undefined }[];
    frames: Frame[];
    seen: Frame | null;
  }
  const start: World = {
    gate: SHUT, gen: 0, requests: [], serverSource: null, rtp: TOP - 4, sent: false, lastOfFormer: null, answers: [], frames: [],
    seen: null,
  };

  function change(w: World, source: Source | null): World {
    const gen = w.gen + 1;
    return { ...w, gen, gate: gateWant(w.gate, source, gen), requests: [...w.requests, { gen, source }] };
  }

  const moves: ((w: World) => World | null)[] = [
    (w) => (w.gen < 4 ? change(w, A) : null),
    (w) => (w.gen < 4 ? change(w, B) : null),
    (w) => {
      const [request, ...requests] = w.requests;
      if (!request) return null;
      const switched = request.source?.member !== w.serverSource?.member;
      const lastOfFormer = switched && w.sent ? w.rtp : w.lastOfFormer;
      return {
        ...w, requests, serverSource: request.source, lastOfFormer,
        answers: [...w.answers, { ...request, after: lastOfFormer ?? undefined }],
      };
    },
    (w) => {
      if (!w.serverSource || w.frames.length > 2) return null;
      const rtp = (w.rtp + 1) >>> 0;
      return { ...w, rtp, sent: true, frames: [...w.frames, { rtp, owner: w.serverSource.member }] };
    },
    (w) => {
      const [answer, ...answers] = w.answers;
      return answer ? { ...w, answers, gate: gateName(w.gate, answer.gen, answer.source, answer.after) } : null;
    },
    (w) => {
      const [frame, ...frames] = w.frames;
      return frame ? { ...w, frames, seen: frame, gate: gatePresent(w.gate, frame.rtp) } : null;
    },
  ];

  test('up to nine events', { timeout: 120_000 }, () => {
    let states = 0;
    let shown = 0;
    const walk = (w: World, depth: number): void => {
      states++;
      if (w.gate.open) {
        shown++;
        if (w.seen?.owner !== w.gate.wanted?.member) throw new Error(`wrong person: ${JSON.stringify(w)}`);
      }
      if (depth === 0) return;
      for (const move of moves) {
        const next = move(w);
        if (next) walk(next, depth - 1);
      }
    };
    walk(start, 9);
    expect(states).toBeGreaterThan(10_000);
    expect(shown).toBeGreaterThan(100);
  });
});
