// SPDX-License-Identifier: EUPL-1.2
// Pages that are loaded when they are needed, with words for the wait and for the failure.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { Button, Skeleton } from '@kreide/ui';
import type { AreaRoute, PageProps } from './area';
import { t } from './i18n';
import { Page } from './shell/page';

const loaded = new Map<AreaRoute, ComponentType<PageProps>>();

/** Loads a page ahead, such as when the pointer rests on its link. */
export async function loadPage(route: AreaRoute): Promise<ComponentType<PageProps>> {
  const there = loaded.get(route);
  if (there) return there;
  const view = (await route.page()).default as unknown as ComponentType<PageProps>;
  loaded.set(route, view);
  return view;
}

/* Loading again after a failure needs a new page: browsers remember it. */
export function LazyPage({ route, params }: { route: AreaRoute; params: Readonly<Record<string, string>> }) {
  const [failed, setFailed] = useState(false);
  const [, setReady] = useState(false);
  const View = loaded.get(route);
  useEffect(() => {
    if (View) return;
    let wanted = true;
    loadPage(route).then(
      () => wanted && setReady(true),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [route]);
  if (View) return <View params={params} />;
  if (!failed) return <WaitingPage />;
  return (
    <Page title={t('app.chunkTitle')}>
      <div class="page-words">
        <p>{t('app.chunkText')}</p>
        <Button variant="primary" icon="refresh-cw" onClick={() => location.reload()}>
          {t('app.reload')}
        </Button>
      </div>
    </Page>
  );
}

/** The place of a page that is not there yet; takes no focus. */
export function WaitingPage() {
  return (
    <div class="page page--waiting">
      <Skeleton lines={6} label={t('app.loading')} />
    </div>
  );
}
