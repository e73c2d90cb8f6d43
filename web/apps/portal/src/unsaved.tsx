// SPDX-License-Identifier: EUPL-1.2
// Nobody loses what was typed by a press beside the form: a page with unsaved changes asks before it goes.
import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { Button, Dialog } from '@kreide/ui';
import { t } from './i18n';
import { guardLeaving } from './router';

const asked = signal<(() => void) | undefined>(undefined);

/** While `dirty`, leaving the page asks first; so does closing the tab, in the browser's own words. */
export function useUnsaved(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    guardLeaving((go) => {
      asked.value = go;
      return false;
    });
    window.addEventListener('beforeunload', onUnload);
    return () => {
      guardLeaving(undefined);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [dirty]);
}

export function LeaveQuestion() {
  const go = asked.value;
  const close = () => {
    asked.value = undefined;
  };
  return (
    <Dialog
      open={go !== undefined}
      onClose={close}
      title={t('unsaved.title')}
      actions={
        <>
          <Button onClick={close}>{t('unsaved.stay')}</Button>
          <Button
            variant="danger"
            onClick={() => {
              guardLeaving(undefined);
              close();
              go?.();
            }}
          >
            {t('unsaved.leave')}
          </Button>
        </>
      }
    >
      <p>{t('unsaved.text')}</p>
    </Dialog>
  );
}
