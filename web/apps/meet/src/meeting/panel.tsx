// SPDX-License-Identifier: EUPL-1.2
import { IconButton, Tabs } from '@kreide/ui';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/meeting';
import { Chat } from './chat';
import { useHere, type PanelTab } from './here';
import { People } from './people';

/** A panel that covers everything takes the focus along, and gives it back. */
function useFocusInside(open: boolean) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    panel.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) requestAnimationFrame(() => before.focus());
    };
  }, [open]);
  return panel;
}

export function Panel() {
  const here = useHere();
  const panel = useFocusInside(here.narrow && here.panel !== null);
  if (here.panel === null) return null;
  const unread = here.unread > 0 ? <span class="tab-count" aria-label={t('chatUnread', { count: here.unread })}>{here.unread}</span> : null;
  return (
    <aside class="panel" ref={panel} aria-label={t('panelLabel')} data-testid="panel">
      <Tabs
        class="panel__tabs"
        label={t('panelLabel')}
        selected={here.panel}
        onSelect={(id) => here.openPanel(id as PanelTab)}
        tabs={[
          { id: 'people', label: t('peopleCount', { count: here.meeting.members.length }), panel: <People /> },
          { id: 'chat', label: <>{t('chat')}{unread}</>, panel: <Chat /> },
        ]}
      />
      <IconButton class="panel__close" icon="x" label={t('panelClose')} data-testid="panel-close" onClick={() => here.openPanel(null)} />
    </aside>
  );
}
