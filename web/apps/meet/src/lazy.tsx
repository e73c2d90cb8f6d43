// SPDX-License-Identifier: EUPL-1.2
// Parts of the application that are loaded when they are needed, with words for the wait and for the failure.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { Button, Spinner } from '@kreide/ui';
import { t } from './i18n/pages';
import { Page } from './pages/shell/page';

type Loaded<P> = { state: 'loading' } | { state: 'failed' } | { state: 'there'; view: ComponentType<P> };

/**
 * Makes a component of one that is loaded on first use, or before by ready(). Loading again after a failure needs a new page:
 * browsers remember it.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, waiting: () => preact.ComponentChild = () => <Loading />) {
  let promise: Promise<ComponentType<P>> | undefined;
  let there: ComponentType<P> | undefined;
  const begin = (): Promise<ComponentType<P>> =>
    (promise ??= load().then((view) => (there = view)));
  function Lazy(props: P) {
    const [loaded, setLoaded] = useState<Loaded<P>>(there ? { state: 'there', view: there } : { state: 'loading' });
    useEffect(() => {
      if (loaded.state === 'there') return;
      let wanted = true;
      begin().then(
        (view) => wanted && setLoaded({ state: 'there', view }),
        () => wanted && setLoaded({ state: 'failed' }),
      );
      return () => {
        wanted = false;
      };
    }, []);
    if (loaded.state === 'loading') return <>{waiting()}</>;
    if (loaded.state === 'failed') return <LoadFailed />;
    const View = loaded.view as ComponentType<object>;
    return <View {...props} />;
  }
  return Object.assign(Lazy, { ready: () => begin().then(() => undefined, () => undefined) });
}

function Loading() {
  return (
    <Page title={t('app.loading')} quiet>
      <div class="page-centre">
        <Spinner size={36} label={t('app.loading')} />
      </div>
    </Page>
  );
}

function LoadFailed() {
  return (
    <Page title={t('app.chunkTitle')}>
      <div class="page-centre page-words">
        <h1 tabIndex={-1}>{t('app.chunkTitle')}</h1>
        <p>{t('app.chunkText')}</p>
        <Button variant="primary" icon="refresh-cw" onClick={() => location.reload()}>
          {t('app.reload')}
        </Button>
      </div>
    </Page>
  );
}
