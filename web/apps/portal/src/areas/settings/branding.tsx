// SPDX-License-Identifier: EUPL-1.2
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Card, Logo, Notice, TextField, toast } from '@kreide/ui';
import { FileDrop } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { problemText } from '../../problems';
import { useUnsaved } from '../../unsaved';
import { accentTokens, bandTokens, parseColour } from '../service/brand-colours';
import { Loaded, SettingsPage, useSettings } from './frame';
import { t } from './i18n';

const logoBytes = 128 * 1024;

async function inBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** A small public page in the colours, on light or dark paper. */
function Sample({ settings, colour, band, dark }: { settings: api.Settings; colour: string; band: string; dark: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const style = element.current?.style;
    if (!style) return;
    style.cssText = '';
    const accent = parseColour(colour);
    const top = parseColour(band);
    for (const [name, value] of Object.entries({ ...(accent ? accentTokens(accent, dark) : {}), ...(top ? bandTokens(top) : {}) })) style.setProperty(name, value);
  }, [colour, band, dark]);
  return (
    <div class="brand-sample" data-dark={dark || undefined} data-band={band || undefined} ref={element} role="group" aria-label={t(dark ? 'branding.dark' : 'branding.light')}>
      <div class="brand-sample__bar">
        {settings.logo ? <img class="brand-sample__logo" src={`/api/v1/service/logo?v=${settings.logo}`} alt="" /> : <Logo compact size={28} />}
        <span class="brand-sample__name">{settings.name}</span>
        <span class="brand-sample__nav">{t('branding.sampleNav')}</span>
      </div>
      <div class="brand-sample__page">
        <p class="brand-sample__title">{t('branding.sampleTitle')}</p>
        <p>
          {t('branding.sampleText')} <span class="brand-sample__link">{t('branding.sampleLink')}</span>
        </p>
        <span class="brand-sample__button">{t('branding.sampleButton')}</span>
      </div>
    </div>
  );
}

function ColourField({ label, value, onChange, error }: { label: string; value: string; onChange: (value: string) => void; error: string | undefined }) {
  return (
    <div class="colour-field">
      <TextField label={label} value={value} onInput={(text) => onChange(text.trim().toLowerCase())} placeholder={t('branding.none')} autocomplete="off" spellcheck={false} error={error} />
      <div class="colour-field__ends">
        <input class="colour-field__pick" type="color" aria-label={t('branding.pick', { label })} value={parseColour(value) ? value : '#1f6b50'} onInput={(event) => onChange(event.currentTarget.value)} />
        {value !== '' && (
          <Button variant="quiet" icon="rotate-ccw" onClick={() => onChange('')}>
            {t('branding.reset')}
          </Button>
        )}
      </div>
    </div>
  );
}

function LogoCard({ settings, onChanged }: { settings: api.Settings; onChanged: (settings: api.Settings) => void }) {
  const [file, setFile] = useState<File | undefined>();
  const send = useAction();
  const remove = useAction();
  const take = () =>
    send.run(async () => {
      if (!file) return;
      onChanged(await call<api.Settings>({ method: 'PUT', path: '/settings/logo', body: ['logo_put', { data: await inBase64(file) }], answer: 'settings' }));
      setFile(undefined);
      toast(t('branding.logoSaved'));
    });
  const takeAway = () =>
    remove.run(async () => {
      await call<void>({ method: 'DELETE', path: '/settings/logo' });
      onChanged({ ...settings, logo: '' });
      toast(t('branding.logoRemoved'));
    });
  return (
    <Card as="section" class="branding__card" labelledBy="branding-logo">
      <h2 class="branding__title" id="branding-logo">
        {t('branding.logo')}
      </h2>
      <FileDrop
        label={t('branding.logoFile')}
        kinds={['png']}
        maxBytes={logoBytes}
        file={file}
        onFile={(next) => {
          setFile(next);
          send.clear();
        }}
        hint={t('branding.logoHint')}
        error={send.error && problemText(send.error)}
      />
      <div class="branding__buttons">
        {settings.logo && (
          <Button variant="quiet" icon="trash-2" busy={remove.busy} onClick={() => void takeAway()}>
            {t('branding.logoRemove')}
          </Button>
        )}
        {file && (
          <Button variant="primary" icon="upload" busy={send.busy} onClick={() => void take()}>
            {t('branding.logoSend')}
          </Button>
        )}
      </div>
      {remove.error && <Notice tone="bad">{problemText(remove.error)}</Notice>}
    </Card>
  );
}

function Branding({ settings, onChanged }: { settings: api.Settings; onChanged: (settings: api.Settings) => void }) {
  const [colour, setColour] = useState(settings.colour);
  const [band, setBand] = useState(settings.band);
  const [tried, setTried] = useState(false);
  const action = useAction();
  const dirty = colour !== settings.colour || band !== settings.band;
  useUnsaved(dirty);
  const wrong = (text: string) => (text !== '' && !parseColour(text) ? t('branding.wrong') : undefined);
  const save = () => {
    setTried(true);
    if (wrong(colour) ?? wrong(band)) return;
    void action.run(async () => {
      onChanged(await call<api.Settings>({ method: 'PATCH', path: '/settings', body: ['settings_change', { colour, band }], answer: 'settings' }));
      toast(t('saved'));
    });
  };
  return (
    <div class="branding">
      <div class="branding__forms">
        <LogoCard settings={settings} onChanged={onChanged} />
        <Card as="section" class="branding__card" labelledBy="branding-colours">
          <h2 class="branding__title" id="branding-colours">
            {t('branding.colours')}
          </h2>
          <p class="branding__text">{t('branding.coloursText')}</p>
          <ColourField label={t('branding.colour')} value={colour} onChange={setColour} error={tried ? wrong(colour) : undefined} />
          <ColourField label={t('branding.band')} value={band} onChange={setBand} error={tried ? wrong(band) : undefined} />
          {action.error && <Notice tone="bad">{problemText(action.error)}</Notice>}
          <div class="branding__buttons">
            <Button variant="primary" icon="save" busy={action.busy} onClick={save}>
              {t('save')}
            </Button>
          </div>
        </Card>
      </div>
      <section class="branding__preview" aria-labelledby="branding-preview">
        <h2 class="branding__title" id="branding-preview">
          {t('branding.preview')}
        </h2>
        {[false, true].map((dark) => (
          <Sample key={String(dark)} settings={settings} colour={colour} band={band} dark={dark} />
        ))}
      </section>
    </div>
  );
}

export default function BrandingPage() {
  const settings = useSettings();
  return (
    <SettingsPage tab="branding" lead={t('branding.lead')}>
      <Loaded of={settings}>{(data) => <Branding settings={data} onChanged={settings.set} />}</Loaded>
    </SettingsPage>
  );
}
