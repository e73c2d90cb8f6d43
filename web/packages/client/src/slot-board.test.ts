// SPDX-License-Identifier: EUPL-1.2
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SlotBoard } from './slot-board';
import { NO_WANTS, type Shown, type Wants } from './slots';
import { STILL_MS } from './stillness';

const camera = (member: string, height?: number, pinned?: boolean): Shown => ({ member, kind: 'camera', height, pinned });
const tiles = (...shown: Shown[]): Wants => ({ ...NO_WANTS, tiles: shown });

function open(): SlotBoard {
  const board = new SlotBoard();
  board.attach(Array.from({ length: 4 }, () => ({ receiver: {} as RTCRtpReceiver, stream: {} as MediaStream })), true);
  board.sending(() => true);
  return board;
}

/** The board with a picture of `a` in slot 2. */
function showing(): SlotBoard {
  const board = open();
  board.want(tiles(camera('a', 180)));
  const gen = board.takeWatch()?.gen ?? 0;
  board.named({ gen, slots: [{ slot: 2, member: 'a', kind: 'camera' }] });
  board.presented(2, 1000);
  return board;
}

const seen = (board: SlotBoard): string =>
  board.views.value.map((v) => `${v.source.member}${v.showing ? ' shown' : ''}${v.paused ? ' paused' : ''}`).join();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('another size is told and blanks nothing', () => {
  const board = showing();
  expect(seen(board)).toBe('a shown');
  expect(board.want(tiles(camera('a', 180)))).toBe(null);
  expect(board.want(tiles(camera('a', 720)))).toBe('sizes');
  expect(seen(board)).toBe('a shown');
  expect(board.takeWatch()).toEqual({ gen: 2, slots: [{ slot: 2, member: 'a', kind: 'camera', height: 720 }] });
  expect(board.takeWatch()).toBe(null);
  expect(board.want(tiles(camera('a', 720, true)))).toBe('sizes');
  expect(board.takeWatch()?.slots).toEqual([{ slot: 2, member: 'a', kind: 'camera', height: 720, pinned: true }]);
  expect(seen(board)).toBe('a shown');
});

test('the answer to another size leaves the picture', () => {
  const board = showing();
  board.want(tiles(camera('a', 720)));
  const gen = board.takeWatch()?.gen ?? 0;
  board.named({ gen, slots: [{ slot: 2, member: 'a', kind: 'camera' }] });
  expect(seen(board)).toBe('a shown');
});

test('another source is told and blanks', () => {
  const board = showing();
  board.want(tiles(camera('a', 720)));
  expect(board.want(tiles(camera('b', 720)))).toBe('sources');
  expect(seen(board)).toBe('b');
});

test('a slot that is held back stands still once no picture comes any more, and returns with the next one', () => {
  const board = showing();
  board.held([2]);
  vi.advanceTimersByTime(STILL_MS - 1);
  board.presented(2, 1100);
  expect(seen(board)).toBe('a shown');
  vi.advanceTimersByTime(STILL_MS);
  expect(seen(board)).toBe('a paused');
  board.presented(2, 1100);
  expect(seen(board)).toBe('a paused');
  board.held([]);
  expect(seen(board)).toBe('a');
  board.presented(2, 1200);
  expect(seen(board)).toBe('a shown');
});

test('a picture that comes although it is held back is shown', () => {
  const board = showing();
  board.held([2]);
  vi.advanceTimersByTime(STILL_MS);
  board.presented(2, 1300);
  expect(seen(board)).toBe('a shown');
  vi.advanceTimersByTime(STILL_MS);
  expect(seen(board)).toBe('a paused');
});

test('the word about a slot holds for its next source, too', () => {
  const board = showing();
  board.held([2]);
  vi.advanceTimersByTime(STILL_MS);
  board.want(tiles(camera('b')));
  expect(seen(board)).toBe('b');
  vi.advanceTimersByTime(STILL_MS);
  expect(seen(board)).toBe('b paused');
});

test('a new connection knows nothing of what was held back', () => {
  const board = showing();
  board.held([2]);
  board.attach(Array.from({ length: 4 }, () => ({ receiver: {} as RTCRtpReceiver, stream: {} as MediaStream })), true);
  vi.advanceTimersByTime(10 * STILL_MS);
  expect(seen(board)).toBe('a');
});
