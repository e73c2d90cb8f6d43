// SPDX-License-Identifier: EUPL-1.2
// Rules of the office as a form: fields by the form of each rule, with what is allowed beside it.
import { useMemo, useState } from 'preact/hooks';
import { Button, Card, ConfirmDialog, Select, TextField, formatNumber, language, toast } from '@kreide/ui';
import { FactList, Form, FormSection, useForm, type FormState } from '@kreide/ui/office';
import { call } from '@kreide/api';
import { useAction } from '@kreide/api/hooks';
import type { api } from '@kreide/protocol';
import { fieldErrors, problemText } from '../../problems';
import { useUnsaved } from '../../unsaved';
import { t } from './i18n';
import { checkRule, daysInMonth, isFixed, ruleSections, shortened, shown, type RuleName, type RulePage } from './rules';

type Values = Record<string, string>;

const nameOf = (rule: api.Rule) => t(`rule.${rule.name as RuleName}`);
const hintOf = (rule: api.Rule) => t(`rule.${rule.name as RuleName}.hint`);
const valuesOf = (rules: readonly api.Rule[]): Values => Object.fromEntries(rules.map((rule) => [rule.name, shown(rule)]));
const two = (n: number | string) => String(n).padStart(2, '0');

function monthNames(): string[] {
  const format = new Intl.DateTimeFormat(language.value, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2027, month, 1)));
}

/** A day of every year, from two lists. */
function DayOfYear({ rule, form }: { rule: api.Rule; form: FormState<Values> }) {
  const value = form.values[rule.name] ?? '';
  const [month = '', day = ''] = value.split('-');
  const months = useMemo(monthNames, [language.value]);
  const set = (nextMonth: string, nextDay: string) => form.set({ [rule.name]: `${nextMonth}-${two(Math.min(Number(nextDay), daysInMonth(Number(nextMonth))))}` });
  const days = Array.from({ length: daysInMonth(Number(month)) }, (_, i) => ({ value: two(i + 1), label: `${i + 1}` }));
  return (
    <fieldset class="rule-day" aria-describedby={`${form.idOf(rule.name)}-about`}>
      <legend class="field__label">{nameOf(rule)}</legend>
      <div class="rule-day__lists">
        <Select id={form.idOf(rule.name)} label={t('rules.day')} value={day} options={days} onChange={(next) => set(month, next)} error={form.errors[rule.name]} />
        <Select label={t('rules.month')} value={month} options={months.map((label, i) => ({ value: two(i + 1), label }))} onChange={(next) => set(next, day)} />
      </div>
      <p class="field__hint" id={`${form.idOf(rule.name)}-about`}>
        {hintOf(rule)}
      </p>
    </fieldset>
  );
}

function RuleField({ rule, form }: { rule: api.Rule; form: FormState<Values> }) {
  const text = form.text(rule.name);
  const allowed = t('rules.allowed', { least: formatNumber(rule.least), most: formatNumber(rule.most) });
  if (isFixed(rule)) {
    return (
      <div class="rule-wide">
        <FactList facts={[{ term: nameOf(rule), value: t('rules.fixed', { n: rule.value, why: hintOf(rule) }) }]} />
      </div>
    );
  }
  if (rule.form === 'day') return <DayOfYear rule={rule} form={form} />;
  if (rule.form === 'lang') {
    const options = (['de', 'en'] as const).map((each) => ({ value: each, label: t(`lang.${each}`) }));
    return <Select label={nameOf(rule)} hint={hintOf(rule)} options={options} {...form.choice(rule.name)} />;
  }
  if (rule.form === 'prefix') {
    const sample = t('rules.sample', { handle: `${text.value.trim()}k7mpx` });
    return <TextField label={nameOf(rule)} hint={`${hintOf(rule)} ${sample}`} autocomplete="off" autocapitalize="off" spellcheck={false} {...text} />;
  }
  if (rule.form === 'days') return <TextField label={nameOf(rule)} hint={hintOf(rule)} autocomplete="off" inputmode="text" {...text} />;
  const inDays = rule.form === 'period' || rule.name.endsWith('_days');
  return <TextField label={nameOf(rule)} hint={`${hintOf(rule)} ${allowed}`} autocomplete="off" inputmode="numeric" end={inDays && <span class="rule-unit">{t('rules.days')}</span>} {...text} />;
}

function useSave(form: FormState<Values>, rules: readonly api.Rule[], onSaved: (next: api.Rules) => void) {
  const action = useAction();
  const save = () =>
    action.run(async () => {
      const changed = rules.filter((rule) => form.values[rule.name] !== shown(rule));
      const body = { rules: changed.map((rule) => ({ name: rule.name, value: (form.values[rule.name] ?? '').trim() })) };
      try {
        const next = await call<api.Rules>({ method: 'PATCH', path: '/settings/rules', body: ['rules_change', body], answer: 'rules' });
        form.reset(valuesOf(next.rules.filter((each) => rules.some((rule) => rule.name === each.name))));
        toast(t('saved'));
        onSaved(next);
      } catch (thrown) {
        form.setErrors(fieldErrors(thrown, Object.keys(form.values)));
        throw thrown;
      }
    });
  return { action, save };
}

/** The rules of one page, which are saved together. */
export function RulesForm({ page, all, onSaved }: { page: RulePage; all: api.Rules; onSaved: (next: api.Rules) => void }) {
  const sections = ruleSections[page];
  const rules = sections.flatMap(({ names }) => names.flatMap((name) => all.rules.filter((rule) => rule.name === name)));
  const checks = Object.fromEntries(
    rules.map((rule) => [
      rule.name,
      (value: string) => {
        const wrong = checkRule(rule, value);
        return wrong && t(wrong.key, wrong.values);
      },
    ]),
  );
  const form = useForm<Values>(valuesOf(rules), checks);
  const { action, save } = useSave(form, rules, onSaved);
  const [asking, setAsking] = useState(false);
  useUnsaved(form.dirty);
  const shorter = shortened(rules, form.values);
  const confirm = async () => {
    await save();
    setAsking(false);
  };
  const named = action.error && Object.keys(fieldErrors(action.error, Object.keys(form.values))).length > 0;
  const delivered = () => form.set(Object.fromEntries(rules.map((rule) => [rule.name, shown(rule, rule.otherwise)])));
  const buttons = (
    <>
      <Button type="submit" variant="primary" icon="save" busy={action.busy}>
        {t('save')}
      </Button>
      <Button icon="undo-2" onClick={delivered}>
        {t('rules.delivered')}
      </Button>
    </>
  );
  return (
    <Card class="settings-card">
      <Form form={form} label={t(`tab.${page}`)} busy={action.busy} problem={action.error && !named ? problemText(action.error) : undefined} onSubmit={() => (shorter.length > 0 ? setAsking(true) : void save())} actions={buttons}>
        {sections.map(({ title, names }) => (
          <FormSection key={title} title={t(title)}>
            <div class="rule-grid">
              {rules
                .filter((rule) => names.some((name) => name === rule.name))
                .map((rule) => (
                  <RuleField key={rule.name} rule={rule} form={form} />
                ))}
            </div>
          </FormSection>
        ))}
      </Form>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} title={t('rules.shorterTitle')} confirm={t('rules.shorterDo')} danger busy={action.busy} onConfirm={() => void confirm()}>
        <p>{t('rules.shorterText')}</p>
        <ul class="rule-list">
          {shorter.map((rule) => (
            <li key={rule.name}>{t('rules.shorterOne', { name: nameOf(rule), before: rule.value, after: form.values[rule.name] ?? '' })}</li>
          ))}
        </ul>
      </ConfirmDialog>
    </Card>
  );
}
