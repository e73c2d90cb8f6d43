// SPDX-License-Identifier: EUPL-1.2
// The way into a room and out again: ticket, pre-join, waiting room, meeting, end.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { LocalMedia, MeetingClient, type ClientState } from '@kreide/client';
import { announce, Button, LinkButton, Spinner, type IconName } from '@kreide/ui';
import { asApiError, kreideApi } from '../../api';
import { t, type PageKey } from '../../i18n/pages';
import { lazily } from '../../lazy';
import { navigate } from '../../router';
import { EndPage, type End } from '../end/end-page';
import { Page } from '../shell/page';
import { lacking } from './capabilities';
import { PreJoin } from './pre-join';
import { useObservable } from './use-observable';
import { Entering, Waiting } from './waiting';
import { endOfError, endOfReason, endOfWay, mayRetry, ticketBody, type Way } from './ways';

const MeetingView = lazily(async () => (await import('../../meeting')).MeetingView, () => <Entering />);

/** When the browser has nothing better to do; Safari does not say when that is. */
function soon(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 1_000 });
  else setTimeout(work, 200);
}

/** An older ticket is exchanged for a fresh one before it is used: people take their time over their names. */
const ticketFreshMs = 60_000;
/** A moderator teaching for hours is not idle: the sign-in is used while the meeting lasts. */
const sessionUseMs = 10 * 60_000;

interface Ticket {
  text: string;
  moderator: boolean;
  atMs: number;
}

type Step =
  | { at: 'asking' }
  | { at: 'ready'; ticket: Ticket; busy: boolean }
  | { at: 'inside'; client: MeetingClient; ticket: Ticket }
  | { at: 'end'; end: End };

/* kept while this page lives, so that whoever comes back need not type it again; nowhere else */
let lastName = '';

function signalUrl(): string {
  const url = new URL('/api/v1/signal', location.href);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  return url.href;
}

async function askTicket(way: Way): Promise<Ticket | End> {
  const body = ticketBody(way);
  if (!body) return endOfWay(way);
  try {
    const { ticket, moderator } = await kreideApi.ticket(body);
    return { text: ticket, moderator, atMs: Date.now() };
  } catch (thrown) {
    const error = asApiError(thrown);
    if (way.kind === 'own' && error.failure === 'signed_out') {
      navigate(`/signin?next=${location.pathname}`, 'replace');
    }
    return endOfError(error, way);
  }
}

interface Flow {
  step: Step;
  media: LocalMedia;
  /** from the beginning, or again after an end */
  begin: () => void;
  near: () => void;
  join: (name: string) => void;
  over: (state: ClientState) => void;
}

function useFlow(way: Way): Flow {
  const media = useMemo(() => new LocalMedia(), []);
  const [step, setStep] = useState<Step>({ at: 'asking' });
  const client = useRef<MeetingClient | undefined>(undefined);
  const secondTry = useRef(false);
  const gone = useRef(false);

  useEffect(
    () => () => {
      gone.current = true;
      void client.current?.leave();
      media.close();
    },
    [],
  );

  const begin = () => {
    const lack = lacking();
    if (lack) return setStep({ at: 'end', end: lack });
    setStep({ at: 'asking' });
    void askTicket(way).then((got) => {
      if (gone.current) return;
      if (typeof got === 'string') return setStep({ at: 'end', end: got });
      setStep({ at: 'ready', ticket: got, busy: false });
      soon(prepare);
    });
  };
  useEffect(begin, []);

  /* what the meeting needs is there before somebody wants in: the connection's offer, and its part of the application */
  const prepare = () => {
    if (gone.current || client.current) return;
    client.current = new MeetingClient({ signalUrl: signalUrl(), media });
    void client.current.prepare();
    void MeetingView.ready();
  };
  const near = () => {
    if (step.at === 'ready') client.current?.approach();
  };

  const enter = (ticket: Ticket, name: string) => {
    const made = (client.current ??= new MeetingClient({ signalUrl: signalUrl(), media }));
    setStep({ at: 'inside', client: made, ticket });
    made.start({ ticket: ticket.text, name });
    void MeetingView.ready();
  };

  const knock = async (ticket: Ticket | undefined, name: string) => {
    const fresh = ticket && Date.now() - ticket.atMs < ticketFreshMs ? ticket : await askTicket(way);
    if (gone.current) return;
    if (typeof fresh === 'string') setStep({ at: 'end', end: fresh });
    else enter(fresh, name);
  };

  const join = (name: string) => {
    if (step.at !== 'ready' || step.busy) return;
    lastName = name;
    secondTry.current = false;
    setStep({ ...step, busy: true });
    void knock(step.ticket, name);
  };

  const over = (state: ClientState) => {
    client.current = undefined;
    if (state.reason === 'ticket' && !secondTry.current) {
      secondTry.current = true;
      return void knock(undefined, lastName);
    }
    setStep({ at: 'end', end: endOfReason(state.reason) });
  };

  return { step, media, begin, near, join, over };
}

/** While a moderator is in, the sign-in counts as used. */
function useSession(needed: boolean): void {
  useEffect(() => {
    if (!needed) return;
    const timer = setInterval(() => kreideApi.session().catch(() => undefined), sessionUseMs);
    return () => clearInterval(timer);
  }, [needed]);
}

/* what trying again is called after this end */
const wayOn: Partial<Record<End, readonly [PageKey, IconName]>> = {
  left: ['end.rejoin', 'log-in'],
  not_resumable: ['end.rejoin', 'log-in'],
  denied: ['end.knockAgain', 'hand'],
  locked: ['end.knockAgain', 'hand'],
};

function Ended({ end, way, onRetry }: { end: End; way: Way; onRetry: () => void }) {
  const [word, icon] = wayOn[end] ?? (['app.retry', 'refresh-cw'] as const);
  return (
    <EndPage
      end={end}
      actions={
        <>
          {mayRetry(end) && (
            <Button variant="primary" size="l" icon={icon} onClick={onRetry}>
              {t(word)}
            </Button>
          )}
          {way.kind === 'own' ? (
            <LinkButton href="/rooms" size="l">
              {t('end.toRooms')}
            </LinkButton>
          ) : (
            <LinkButton href="/" size="l">
              {t(end === 'unknown_code' ? 'end.otherCode' : 'app.toStart')}
            </LinkButton>
          )}
        </>
      }
    />
  );
}

/* That it is over is seen in the client's state, in this step as in every other. */
function nothing(): void {}

function isOver(state: ClientState | undefined): boolean {
  return state?.phase === 'ended' || state?.phase === 'refused';
}

export function RoomFlow({ way }: { way: Way }) {
  const flow = useFlow(way);
  const { step, media } = flow;
  const client = step.at === 'inside' ? step.client : undefined;
  const state = useObservable(client?.state);
  const moderator = (step.at === 'ready' || step.at === 'inside') && step.ticket.moderator;
  useSession(moderator && state?.meeting != null && !isOver(state));
  useEffect(() => {
    if (state && isOver(state)) flow.over(state);
  }, [client, isOver(state)]);
  useEffect(() => {
    if (state?.phase === 'admitted' && !moderator) announce(t('wait.admitted'), 'assertive');
  }, [state?.phase]);

  if (step.at === 'end') return <Ended end={step.end} way={way} onRetry={flow.begin} />;
  if (step.at === 'asking') return <Asking />;
  const knocking = step.at === 'ready' || state?.phase === 'idle' || state?.phase === 'connecting';
  if (knocking && !state?.meeting) {
    return (
      <PreJoin
        media={media}
        moderator={moderator}
        name={lastName || (moderator ? t('join.moderatorName') : '')}
        busy={step.at === 'inside' || step.busy}
        onJoin={flow.join}
        onNear={flow.near}
      />
    );
  }
  if (client && state?.meeting && !isOver(state)) return <MeetingView client={client} onLeft={nothing} />;
  if (state?.phase === 'waiting') {
    return <Waiting media={media} name={lastName} offline={state.offline} onCancel={() => navigate(way.kind === 'own' ? '/rooms' : '/')} />;
  }
  return <Entering />;
}

function Asking() {
  return (
    <Page title={t('app.loading')} quiet>
      <div class="page-centre">
        <Spinner size={36} label={t('app.loading')} />
      </div>
    </Page>
  );
}
