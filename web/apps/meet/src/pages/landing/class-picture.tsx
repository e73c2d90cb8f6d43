// SPDX-License-Identifier: EUPL-1.2
import { Icon, Tile } from '@kreide/ui';
import './class-picture.css';

interface Seat {
  name: string;
  colour: number;
  microphone?: boolean;
  speaking?: boolean;
  hand?: boolean;
}

const seats: readonly Seat[] = [
  { name: 'Ahorn', colour: 1 },
  { name: 'Birke', colour: 2 },
  { name: 'Eiche', colour: 3, hand: true },
  { name: 'Fichte', colour: 4 },
  { name: 'Kastanie', colour: 5, speaking: true, microphone: true },
  { name: 'Linde', colour: 6 },
  { name: 'Pappel', colour: 7 },
  { name: 'Ulme', colour: 8 },
  { name: 'Weide', colour: 9 },
];

/** What a class looks like, made of the meeting's own tiles. A picture: it says nothing to a screen reader. */
export function ClassPicture() {
  return (
    <div class="class-picture" data-surface="board" aria-hidden="true">
      {seats.map((seat) => (
        <Tile
          key={seat.name}
          name={seat.name}
          colour={seat.colour}
          microphone={seat.microphone ?? false}
          speaking={seat.speaking}
          corner={
            seat.hand && (
              <span class="class-picture__hand">
                <Icon name="hand" size={17} />
              </span>
            )
          }
        />
      ))}
    </div>
  );
}
