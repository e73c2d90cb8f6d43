// SPDX-License-Identifier: EUPL-1.2
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import {
  Avatar, Badge, Button, Card, Checkbox, CodeField, Dialog, EmptyState, ErrorState, Icon, IconButton, LevelMeter, LinkButton, Logo, Menu,
  Notice, Popover, Select, Skeleton, Spinner, Switch, Tabs, TextField, Tile, Tooltip, toast, type ButtonVariant, type Tone,
} from '@kreide/ui';
import { QrCode } from '@kreide/ui/qr-code';
import { g } from './words';

function Sample({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="sample">
      <h2 class="sample__title">{title}</h2>
      <div class="sample__row">{children}</div>
    </section>
  );
}

const variants: readonly ButtonVariant[] = ['primary', 'secondary', 'danger', 'quiet', 'yellow'];

export function Actions() {
  return (
    <>
      <Sample title="Logo">
        <Logo />
        <Logo compact size={48} />
      </Sample>
      <Sample title="Button">
        {variants.map((variant) => (
          <Button key={variant} variant={variant} icon="hand">
            {g(`button.${variant}`)}
          </Button>
        ))}
        <Button variant="primary" size="l" iconEnd="arrow-right">
          {g('large')}
        </Button>
        <Button variant="primary" busy>
          {g('busy')}
        </Button>
        <Button variant="primary" disabled>
          {g('off')}
        </Button>
        <Button disabled>{g('off')}</Button>
        <LinkButton href="/gallery" icon="link">
          {g('link')}
        </LinkButton>
      </Sample>
      <Sample title="IconButton, Tooltip">
        {variants.map((variant) => (
          <IconButton key={variant} icon="pencil" variant={variant} label={`${g('edit')}, ${g(`button.${variant}`)}`} />
        ))}
        <IconButton icon="pencil" busy label={g('busy')} />
        <Tooltip text={g('tooltip')}>
          <Button icon="info">{g('hover')}</Button>
        </Tooltip>
      </Sample>
    </>
  );
}

export function Fields() {
  const [text, setText] = useState('Ahorn');
  const [code, setCode] = useState('');
  const [device, setDevice] = useState('a');
  const [on, setOn] = useState(true);
  return (
    <Sample title="TextField, CodeField, Select, Switch, Checkbox">
      <div class="sample__fields">
        <TextField label={g('name')} hint={g('nameHint')} value={text} onInput={setText} />
        <TextField label={g('name')} value="" error={g('nameError')} onInput={() => undefined} />
        <TextField label={g('name')} value={text} disabled onInput={() => undefined} />
        <Select
          label={g('microphone')}
          icon="mic"
          value={device}
          options={[
            { value: 'a', label: g('deviceA') },
            { value: 'b', label: g('deviceB') },
          ]}
          onChange={setDevice}
          end={<LevelMeter level={0.6} />}
        />
        <Select label={g('microphone')} icon="mic-off" value="a" disabled options={[{ value: 'a', label: g('deviceA') }]} onChange={() => undefined} />
        <div>
          <Switch label={g('switch')} hint={g('switchHint')} checked={on} onChange={setOn} />
          <Switch label={g('off')} checked={false} disabled onChange={() => undefined} />
          <Checkbox label={g('checkbox')} checked={on} onChange={setOn} />
          <Checkbox label={g('off')} checked disabled onChange={() => undefined} />
        </div>
        <CodeField label={g('code')} placeholder={g('code')} value={code} onInput={setCode} action={<Button variant="primary">{g('go')}</Button>} />
        <CodeField
          label={g('code')}
          value="klasse6a"
          error={g('codeError')}
          onInput={() => undefined}
          action={<Button variant="primary">{g('go')}</Button>}
        />
      </div>
    </Sample>
  );
}

const tones: readonly Tone[] = ['info', 'good', 'want', 'bad'];

export function Signals() {
  return (
    <>
      <Sample title="Notice, Toast">
        <div class="sample__fields">
          {tones.map((tone) => (
            <Notice key={tone} tone={tone} title={tone === 'info' ? g('noticeTitle') : undefined} action={tone === 'want' && <Button>{g('go')}</Button>}>
              <p>{g(`notice.${tone}`)}</p>
            </Notice>
          ))}
        </div>
        {(['good', 'info', 'bad'] as const).map((tone) => (
          <Button key={tone} onClick={() => toast(g(`notice.${tone}`), tone)}>
            {`${g('toast')} (${g(`tone.${tone}`)})`}
          </Button>
        ))}
      </Sample>
      <Sample title="Badge, LevelMeter, Spinner">
        <Badge>{g('tone.neutral')}</Badge>
        <Badge tone="good" dot>
          {g('tone.good')}
        </Badge>
        <Badge tone="want">{g('tone.want')}</Badge>
        <Badge tone="bad" icon="circle-alert">
          {g('tone.bad')}
        </Badge>
        <Badge tone="info">{g('tone.info')}</Badge>
        <LevelMeter level={0} off />
        <LevelMeter level={0.35} />
        <LevelMeter level={1} />
        <Spinner />
      </Sample>
    </>
  );
}

const trees = ['Ahorn', 'Birke', 'Eiche', 'Fichte', 'Kastanie', 'Linde', 'Pappel', 'Ulme', 'Weide'];

export function People() {
  return (
    <Sample title="Avatar, Tile">
      {trees.map((name, index) => (
        <Avatar key={name} name={name} colour={index + 1} />
      ))}
      <Avatar name="Ahorn" size="s" />
      <Avatar name="Ahorn" size="l" />
      <div class="sample__tiles">
        <Tile name="Ahorn" colour={1} microphone={false} />
        <Tile name="Birke" colour={2} microphone speaking />
        <Tile name="Lehrkraft" colour={3} microphone badge={<Badge>{g('moderation')}</Badge>} corner={<Icon name="hand" label={g('hand')} />} />
      </div>
    </Sample>
  );
}

function DialogSample() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Dialog</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={g('dialogTitle')}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{g('no')}</Button>
            <Button variant="danger" onClick={() => setOpen(false)}>
              {g('yes')}
            </Button>
          </>
        }
      >
        <p>{g('dialogText')}</p>
      </Dialog>
    </>
  );
}

function TabsSample() {
  const [tab, setTab] = useState('people');
  return (
    <div class="sample__tabs">
      <Tabs
        label={g('panel')}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'people', label: g('people'), panel: <p class="sample__panel">{g('people')}</p> },
          { id: 'chat', label: 'Chat', panel: <p class="sample__panel">Chat</p> },
          { id: 'tools', label: g('tools'), panel: <p class="sample__panel">{g('tools')}</p> },
        ]}
      />
    </div>
  );
}

export function Windows() {
  return (
    <Sample title="Dialog, Menu, Popover, Tabs, Card">
      <DialogSample />
      <Menu
        label={g('menu')}
        anchor={(props) => (
          <Button icon="ellipsis" {...props}>
            {g('menu')}
          </Button>
        )}
        items={[
          { id: 'edit', label: g('edit'), icon: 'pencil', onSelect: () => undefined },
          { id: 'off', label: g('off'), icon: 'ban', disabled: true, onSelect: () => undefined },
          { id: 'checked', label: g('switch'), checked: true, onSelect: () => undefined },
          'line',
          { id: 'delete', label: g('button.danger'), icon: 'trash-2', danger: true, onSelect: () => undefined },
        ]}
      />
      <Popover label="Popover" anchor={(props) => <Button {...props}>Popover</Button>}>
        <p>{g('tooltip')}</p>
      </Popover>
      <Card class="sample__card">
        <p>{g('card')}</p>
      </Card>
      <Card class="sample__card" wants>
        <p>{g('notice.want')}</p>
      </Card>
      <TabsSample />
      <div class="sample__qr">
        <QrCode text="https://kreide.example/c/abcde-12345" label={g('qr')} />
      </div>
    </Sample>
  );
}

export function States() {
  return (
    <Sample title="EmptyState, ErrorState, Skeleton">
      <Card class="sample__card">
        <EmptyState icon="door-open" title={g('emptyTitle')} action={<Button variant="primary">{g('go')}</Button>}>
          {g('card')}
        </EmptyState>
      </Card>
      <Card class="sample__card">
        <ErrorState title={g('errorTitle')} onRetry={() => undefined}>
          {g('notice.bad')}
        </ErrorState>
      </Card>
      <Card class="sample__card">
        <Skeleton lines={4} />
      </Card>
    </Sample>
  );
}
