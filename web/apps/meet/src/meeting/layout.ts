// SPDX-License-Identifier: EUPL-1.2
// Where the tiles lie. Pure geometry in whole pixels.

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Area {
  w: number;
  h: number;
}

export const GAP = 10;
/** A tile is never narrower than 4:3 nor wider than this, unless there is no room for anything else. */
const WIDEST = 16 / 9;
const NARROWEST = 1;
/** Below this a face and a name are no longer told apart. */
const SMALLEST_W = 96;

/** Finer than the eye tells; coarse enough that a window that is dragged by a few pixels changes nothing. */
const HEIGHT_STEP = 20;
/** Beyond two device pixels to one of the page nobody sees a difference in a moving picture. */
const RATIO_MAX = 2;

/**
 * Height at which a picture of 16:9 is shown in a box, in pixels of the device: it fills the box, or with `whole` it is seen
 * whole in it.
 */
export function pictureHeight(box: Box, whole: boolean, pixelRatio: number): number {
  const across = box.w / WIDEST;
  const height = (whole ? Math.min(box.h, across) : Math.max(box.h, across)) * Math.min(RATIO_MAX, Math.max(1, pixelRatio));
  return Math.ceil(height / HEIGHT_STEP) * HEIGHT_STEP;
}

export const GRID_MAX = 25;

function fit(cellW: number, cellH: number): Area {
  const w = Math.min(cellW, cellH * WIDEST);
  const h = Math.min(cellH, w / NARROWEST);
  return { w: Math.floor(w), h: Math.floor(h) };
}

function cells(area: Area, columns: number, rows: number): Area {
  return { w: (area.w - GAP * (columns - 1)) / columns, h: (area.h - GAP * (rows - 1)) / rows };
}

/** Tiles of one size in rows, as large as possible, the last row centred. */
export function gridLayout(area: Area, count: number): Box[] {
  if (count === 0 || area.w <= 0 || area.h <= 0) return [];
  let best = { columns: 1, rows: count, tile: { w: 0, h: 0 } };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = cells(area, columns, rows);
    const tile = fit(cell.w, cell.h);
    if (tile.w * tile.h > best.tile.w * best.tile.h) best = { columns, rows, tile };
  }
  const { columns, rows, tile } = best;
  const top = Math.floor((area.h - rows * tile.h - (rows - 1) * GAP) / 2);
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = Math.floor((area.w - inRow * tile.w - (inRow - 1) * GAP) / 2);
    return { x: left + (i % columns) * (tile.w + GAP), y: top + row * (tile.h + GAP), w: tile.w, h: tile.h };
  });
}

/** How many tiles a grid holds before they get too small. */
export function gridCapacity(area: Area): number {
  for (let count = GRID_MAX; count > 1; count--) {
    const first = gridLayout(area, count)[0];
    if (first && first.w >= SMALLEST_W && first.h >= SMALLEST_W * 0.7) return count;
  }
  return 1;
}

export interface FocusLayout {
  main: Box;
  strip: Box[];
  /** the strip lies in a corner of the main picture, not beside it */
  over: boolean;
}

/** Few tiles in a strip may be taller than wide by this much, rather than leave room unused. */
const TALLEST = 1.2;
/** A large picture taller than this crops a camera's too much. */
const MAIN_TALLEST = 1.4;

export function isPortrait(area: Area): boolean {
  return area.h > area.w * 0.95;
}

/** In landscape the strip is a column at the right; `wide`: two columns. */
function sideStrip(area: Area, wide: boolean): { columns: number; rows: number; tile: Area } {
  const columns = wide ? 2 : 1;
  const w = Math.round(Math.min(340, Math.max(112, area.w * (wide ? 0.17 : 0.205))));
  const rows = Math.max(1, Math.round((area.h + GAP) / (w * 0.58 + GAP)));
  return { columns, rows, tile: { w, h: Math.floor((area.h - (rows - 1) * GAP) / rows) } };
}

/** In portrait it lies below; two rows where the main picture leaves room for them. Few tiles are larger ones. */
function bottomStrip(area: Area, wide: boolean, count = Infinity): { columns: number; rows: number; tile: Area } {
  const most = Math.max(2, Math.min(6, Math.floor((area.w + GAP) / (92 + GAP)), wide ? 6 : 3));
  const columns = Math.max(2, Math.min(most, count));
  const w = Math.floor((area.w - (columns - 1) * GAP) / columns);
  const h = Math.floor(Math.min(w * 0.72, Math.max(area.h * 0.24, (area.w / most) * 0.6)));
  const rows = Math.max(1, Math.min(wide ? 4 : 2, Math.floor((area.h * (wide ? 0.6 : 0.45)) / (h + GAP))));
  return { columns, rows, tile: { w, h } };
}

/** How many tiles fit beside the main picture. */
export function stripCapacity(area: Area, wide: boolean): number {
  const strip = isPortrait(area) ? bottomStrip(area, wide) : sideStrip(area, wide);
  return strip.columns * strip.rows;
}

/**
 * One large picture, the others beside it, or below it where the area is taller than wide. `cover`: a single other one may
 * lie over a corner of it.
 */
export function focusLayout(area: Area, count: number, wide: boolean, cover = false): FocusLayout {
  if (count === 0) return { main: { x: 0, y: 0, w: Math.floor(area.w), h: Math.floor(area.h) }, strip: [], over: false };
  if (isPortrait(area)) return focusPortrait(area, count, wide);
  return cover && count === 1 ? focusOver(area) : focusLandscape(area, count, wide);
}

/** Two people: the other one has all the room, and oneself a corner where no face is. */
function focusOver(area: Area): FocusLayout {
  const w = Math.round(Math.min(300, Math.max(112, area.w * 0.2)));
  const h = Math.floor(w / WIDEST);
  const [mainW, mainH] = [Math.floor(area.w), Math.floor(area.h)];
  return { main: { x: 0, y: 0, w: mainW, h: mainH }, strip: [{ x: mainW - w - GAP, y: mainH - h - GAP, w, h }], over: true };
}

function focusLandscape(area: Area, count: number, wide: boolean): FocusLayout {
  const { columns: most, rows, tile } = sideStrip(area, wide);
  const columns = Math.min(most, Math.ceil(count / rows));
  const stripW = columns * tile.w + (columns - 1) * GAP;
  const mainW = Math.floor(area.w - stripW - GAP);
  const shown = Math.min(count, most * rows);
  const used = Math.ceil(shown / columns);
  const h = Math.max(tile.h, Math.floor(Math.min(tile.w * TALLEST, (area.h - (used - 1) * GAP) / used)));
  const strip = Array.from({ length: shown }, (_, i) => ({
    x: mainW + GAP + (i % columns) * (tile.w + GAP), y: Math.floor(i / columns) * (h + GAP), w: tile.w, h,
  }));
  return { main: { x: 0, y: 0, w: mainW, h: Math.floor(area.h) }, strip, over: false };
}

function focusPortrait(area: Area, count: number, wide: boolean): FocusLayout {
  const capacity = stripCapacity(area, wide);
  const { columns, tile } = bottomStrip(area, wide, Math.min(count, capacity));
  const shown = Math.min(count, capacity);
  const rows = Math.ceil(shown / columns);
  const stripH = rows * tile.h + (rows - 1) * GAP;
  const room = Math.floor(area.h - stripH - GAP);
  const h = Math.min(room, Math.floor(area.w * MAIN_TALLEST));
  const main = { x: 0, y: Math.floor((room - h) / 2), w: Math.floor(area.w), h };
  const strip = Array.from({ length: shown }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? shown - row * columns : columns;
    const left = Math.floor((area.w - inRow * tile.w - (inRow - 1) * GAP) / 2);
    return { x: left + (i % columns) * (tile.w + GAP), y: main.y + main.h + GAP + row * (tile.h + GAP), w: tile.w, h: tile.h };
  });
  return { main, strip, over: false };
}
