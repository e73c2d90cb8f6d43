// SPDX-License-Identifier: EUPL-1.2
// Which page is shown, in which frame, and what stands there when it may not be.
import { useEffect } from 'preact/hooks';
import { Button, Toasts } from '@kreide/ui';
import { allRoutes } from './areas';
import { t } from './i18n';
import { LazyPage, WaitingPage } from './lazy';
import { problemText } from './problems';
import { match, navigate, place } from './router';
import { askSession, judge, session, signInHere, signInPath } from './session';
import { BareFrame, PortalFrame, PublicFrame } from './shell/frames';
import { NotFound, NotYours, SignInNeeded } from './shell/ends';
import { Page } from './shell/page';
import { LeaveQuestion } from './unsaved';

/** Goes somewhere else, in place of this page. */
function Elsewhere({ to }: { to: string }) {
  useEffect(() => navigate(to, 'replace'), [to]);
  return <WaitingPage />;
}

function Failed() {
  const now = session.value;
  return (
    <Page title={t('app.failedTitle')}>
      <div class="page-words">
        <p>{now.state === 'failed' && problemText(now.error)}</p>
        <Button variant="primary" icon="refresh-cw" onClick={() => void askSession()}>
          {t('app.again')}
        </Button>
      </div>
    </Page>
  );
}

function Current() {
  const { path } = place.value;
  const found = match(allRoutes, path);
  if (!found) {
    const Frame = path.startsWith('/service') ? PublicFrame : session.value.state === 'there' ? PortalFrame : BareFrame;
    return (
      <Frame>
        <NotFound />
      </Frame>
    );
  }
  const { route } = found.route;
  const Frame = { portal: PortalFrame, public: PublicFrame, bare: BareFrame }[route.frame ?? (route.path.startsWith('/service') ? 'public' : 'portal')];
  const verdict = judge(route.access, session.value);
  switch (verdict) {
    case 'show':
      return (
        <Frame>
          <LazyPage key={path} route={route} params={found.params} />
        </Frame>
      );
    case 'sign-in':
      return <BareFrame>{match(allRoutes, signInPath) ? <Elsewhere to={signInHere()} /> : <SignInNeeded />}</BareFrame>;
    case 'second-factor':
      return (
        <BareFrame>
          <Elsewhere to={signInHere()} />
        </BareFrame>
      );
    case 'not-yours':
      return (
        <PortalFrame>
          <NotYours />
        </PortalFrame>
      );
    case 'failed':
      return (
        <BareFrame>
          <Failed />
        </BareFrame>
      );
    case 'wait':
      return (
        <Frame>
          <WaitingPage />
        </Frame>
      );
  }
}

export function App() {
  return (
    <>
      <Current />
      <LeaveQuestion />
      <Toasts />
    </>
  );
}
