// SPDX-License-Identifier: EUPL-1.2
import { Toasts } from '@kreide/ui';
import { lazily } from './lazy';
import { EndPage } from './pages/end/end-page';
import { Landing } from './pages/landing/landing';
import { route, type Route } from './router';

/* learners never load what only teachers see, and nobody loads a meeting before it is one */
const SignIn = lazily(async () => (await import('./pages/signin/signin')).SignIn);
const Rooms = lazily(async () => (await import('./pages/rooms/rooms')).Rooms);
const RoomFlow = lazily(async () => (await import('./pages/room/flow')).RoomFlow);
const Gallery = lazily(async () => (await import('./pages/gallery/gallery')).Gallery);

function View({ now }: { now: Route }) {
  switch (now.page) {
    case 'landing':
      return <Landing />;
    case 'signin':
      return <SignIn next={now.next} />;
    case 'rooms':
      return <Rooms />;
    case 'link':
      return <RoomFlow key={`link ${now.link}`} way={{ kind: 'link', link: now.link }} />;
    case 'code':
      return <RoomFlow key={`code ${now.code}`} way={{ kind: 'code', code: now.code }} />;
    case 'own':
      return <RoomFlow key={`own ${now.room}`} way={{ kind: 'own', room: now.room }} />;
    case 'gallery':
      return <Gallery />;
    case 'not-found':
      return <EndPage end="notfound" />;
  }
}

export function App() {
  return (
    <>
      <View now={route.value} />
      <Toasts />
    </>
  );
}
