// SPDX-License-Identifier: EUPL-1.2
// Who runs the portal: a list that is never long, with everything that is done about a person.
import { useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, ErrorState, IconButton, Menu, Spinner, formatDate, formatDateTime, toast } from '@kreide/ui';
import { StateBadge } from '@kreide/ui/office';
import { call, segment } from '@kreide/api';
import { useAction, useResource } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { SecretSheet } from '../../paper/secret-sheet';
import { problemText } from '../../problems';
import { Page } from '../../shell/page';
import { t } from './i18n';
import { KeyCard } from './key-card';
import '../me/me.css';
import './administrators.css';

type Administrator = api.Administrator;
type Asked = { what: 'add' } | { what: 'reset' | 'lock' | 'remove'; who: Administrator } | undefined;

function States({ each }: { each: Administrator }) {
  return (
    <span class="administrators__states">
      {each.locked ? (
        <StateBadge kind="off">{t('locked')}</StateBadge>
      ) : each.must_change ? (
        <StateBadge kind="idle">{t('new')}</StateBadge>
      ) : (
        <StateBadge kind="running">{t('ready')}</StateBadge>
      )}
      {!each.holds_key && <StateBadge kind="wants">{t('noKey')}</StateBadge>}
      {!each.second_factor && !each.must_change && <StateBadge kind="wants">{t('noFactor')}</StateBadge>}
    </span>
  );
}

interface Ways {
  onAsk: (asked: Asked) => void;
  onUnlock: () => void;
  onGrant: () => void;
}

function Row({ each, onAsk, onUnlock, onGrant }: { each: Administrator } & Ways) {
  const items = [
    ...(each.holds_key ? [] : [{ id: 'grant', icon: 'key-round' as const, label: t('grant'), onSelect: onGrant }]),
    { id: 'reset', icon: 'lock' as const, label: t('reset'), onSelect: () => onAsk({ what: 'reset', who: each }) },
    each.locked
      ? { id: 'unlock', icon: 'lock-open' as const, label: t('unlock'), onSelect: onUnlock }
      : { id: 'lock', icon: 'ban' as const, label: t('lock'), onSelect: () => onAsk({ what: 'lock', who: each }) },
    { id: 'remove', icon: 'trash-2' as const, label: t('remove'), danger: true, onSelect: () => onAsk({ what: 'remove', who: each }) },
  ];
  return (
    <li class="me__row">
      <span class="me__name">
        <span class="me__mono">{each.handle}</span> {each.self && <span class="me__note">({t('you')})</span>}
        <br />
        <span class="me__note">{each.used_ms === undefined ? t('since', { date: formatDate(each.created_ms) }) : t('used', { when: formatDateTime(each.used_ms) })}</span>
      </span>
      <States each={each} />
      <span class="me__buttons">
        {!each.self && (
          <Menu
            label={t('more', { handle: each.handle })}
            anchor={(props) => <IconButton icon="ellipsis-vertical" label={t('more', { handle: each.handle })} {...props} />}
            items={items}
          />
        )}
      </span>
    </li>
  );
}

const questions = {
  add: { title: 'addTitle', text: 'addText', confirm: 'add' },
  reset: { title: 'resetTitle', text: 'resetText', confirm: 'resetConfirm' },
  lock: { title: 'lockTitle', text: 'lockText', confirm: 'lock' },
  remove: { title: 'removeTitle', text: 'removeText', confirm: 'remove' },
} as const;

export default function Administrators() {
  const list = useResource((signal) => call<api.Administrators>({ method: 'GET', path: '/administrators', answer: 'administrators', signal }));
  const [asked, setAsked] = useState<Asked>();
  const [made, setMade] = useState<api.AdministratorCreated>();
  const [changed, setChanged] = useState(0);
  const action = useAction();
  const at = (who: Administrator, rest = '') => `/administrators/${segment(who.id)}${rest}`;
  const run = (work: () => Promise<void>, done: string) =>
    action.run(work).then((good) => {
      if (good && done) toast(done);
      if (!good) return;
      setAsked(undefined);
      setChanged((n) => n + 1);
      list.reload();
    });
  const now = (work: () => Promise<void>, done: string) =>
    void work().then(
      () => {
        toast(done);
        setChanged((n) => n + 1);
        list.reload();
      },
      (thrown: unknown) => toast(problemText(thrown), 'bad'),
    );
  const confirm = () => {
    if (!asked) return;
    if (asked.what === 'add' || asked.what === 'reset')
      void run(async () => {
        const path = asked.what === 'add' ? '/administrators' : at(asked.who, '/password');
        setMade(await call<api.AdministratorCreated>({ method: 'POST', path, answer: 'administrator_created' }));
      }, '');
    else if (asked.what === 'lock')
      void run(() => call<void>({ method: 'PATCH', path: at(asked.who), body: ['administrator_change', { locked: true }] }), t('lockedDone', { handle: asked.who.handle }));
    else void run(() => call<void>({ method: 'DELETE', path: at(asked.who) }), t('removed', { handle: asked.who.handle }));
  };
  const question = questions[asked?.what ?? 'add'];
  const handle = asked && asked.what !== 'add' ? asked.who.handle : '';
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      width="narrow"
      actions={
        <Button variant="primary" icon="user-plus" onClick={() => setAsked({ what: 'add' })}>
          {t('add')}
        </Button>
      }
    >
      <div class="administrators">
        {made && (
          <SecretSheet
            title={t('sheetTitle')}
            facts={[
              { term: t('handle'), value: made.handle },
              { term: t('password'), value: made.password },
            ]}
            onDone={() => setMade(undefined)}
            done={t('sheetDone')}
          >
            <p>{t('sheetText', { address: `${location.origin}/portal/` })}</p>
          </SecretSheet>
        )}
        {list.state === 'failed' && !list.data ? (
          <ErrorState title={t('title')} onRetry={list.reload}>{problemText(list.error)}</ErrorState>
        ) : (
          <Card as="section">
            {!list.data ? (
              <Spinner />
            ) : (
              <ul class="me__rows" aria-label={t('title')}>
                {list.data.administrators.map((each) => (
                  <Row
                    key={each.id}
                    each={each}
                    onAsk={setAsked}
                    onUnlock={() => now(() => call<void>({ method: 'PATCH', path: at(each), body: ['administrator_change', { locked: false }] }), t('unlocked', { handle: each.handle }))}
                    onGrant={() => now(() => call<void>({ method: 'POST', path: at(each, '/key') }), t('granted', { handle: each.handle }))}
                  />
                ))}
              </ul>
            )}
          </Card>
        )}
        <KeyCard changed={changed} />
      </div>
      <ConfirmDialog
        open={asked !== undefined}
        onClose={() => {
          action.clear();
          setAsked(undefined);
        }}
        title={t(question.title, { handle })}
        confirm={t(question.confirm)}
        danger={asked?.what === 'lock' || asked?.what === 'remove'}
        busy={action.busy}
        problem={action.error && problemText(action.error)}
        onConfirm={confirm}
      >
        <p>{t(question.text)}</p>
      </ConfirmDialog>
    </Page>
  );
}
