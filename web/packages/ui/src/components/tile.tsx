// SPDX-License-Identifier: EUPL-1.2
import type { ComponentChildren } from 'preact';
import { classes } from '../classes';
import { Avatar, personColour } from './avatar';
import { Icon } from './icon';
import './tile.css';

export interface TileProps {
  name: string;
  /** what stands in the corner, if not the name */
  shownName?: string | undefined;
  colourKey?: string | undefined;
  /** a colour from 1 to 9 instead of the hash */
  colour?: number | undefined;
  speaking?: boolean | undefined;
  microphone?: boolean | undefined;
  /** what the microphone's state is called, for screen readers */
  microphoneLabel?: string | undefined;
  class?: string | undefined;
  /** a video, above the avatar; absent while there is no picture of this person to show */
  children?: ComponentChildren;
  /** above the name, at the right: hand, pin */
  corner?: ComponentChildren;
  /** after the name: role badge */
  badge?: ComponentChildren;
}

/** A person on the board: picture or avatar, name at the bottom left, a yellow ring while speaking. Also used for the picture on the first page. */
export function Tile(props: TileProps) {
  const { name, shownName, colourKey, colour, speaking, microphone, microphoneLabel, class: className, children, corner, badge } = props;
  return (
    <div class={classes('tile', className)} data-person={colour ?? personColour(colourKey ?? name)} data-speaking={speaking ? 'true' : undefined}>
      <Avatar name={name} colourKey={colourKey} colour={colour} size="tile" />
      {children}
      {corner && <div class="tile__corner">{corner}</div>}
      <div class="tile__name">
        {microphone !== undefined && <Icon name={microphone ? 'mic' : 'mic-off'} size={15} label={microphoneLabel} />}
        <span class="tile__text">{shownName ?? name}</span>
        {badge}
      </div>
    </div>
  );
}
